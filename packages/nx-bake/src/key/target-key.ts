import type { BakeTarget } from '../plan/bake-plan';
import { BAKE_ATTRIBUTES } from '../plan/bake-attributes';
import { dockerfileInputs, type DockerfileInputs } from './dockerfile-inputs';
import { hashFields, mapFields, type KeyField } from './key-fields';
import { selectFiles, type PrunedProjects } from './select-files';
import type { TreeNode } from './context-tree';

/** The key of a target, or why it has none: then it is always built. */
export type TargetKey =
  | {
      readonly known: true;
      readonly key: string;
      readonly fields: readonly KeyField[];
      readonly hasTriggers: boolean;
    }
  | { readonly known: false; readonly why: string };

/** An image in a registry, as one platform's build takes it. */
export interface BaseImage {
  /** The digest of the platform's manifest: that of the index changes with each push. */
  readonly digest: string;
  /** Whether it holds instructions that act in what is built on it. */
  readonly hasTriggers: boolean;
}

/** Answers what a key needs to know of the world. Each may throw, and then the target has no key. */
export interface KeyWorld {
  /** The Dockerfile of a target, and the policy beside it. */
  readonly dockerfile: (target: BakeTarget) => { readonly text: string; readonly policy: string | undefined };
  readonly context: (target: BakeTarget) => TreeNode;
  /** A folder that is a named context. */
  readonly folder: (path: string) => TreeNode;
  readonly pruned: (target: BakeTarget) => PrunedProjects;
  readonly image: (name: string, platform: string) => Promise<BaseImage>;
  /** The key of another target of the plan. */
  readonly keyOf: (name: string) => Promise<TargetKey>;
  /** The platform of a builder that is not told. */
  readonly builderPlatform: string | undefined;
  /** Variables of buildx that change what is made. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly epoch: string;
}

const unknown = (why: string): TargetKey => ({ known: false, why });

/** Works out the key of a target. Equal keys stand for builds that run no step and make the same platform manifests. */
export async function targetKey(target: BakeTarget, world: KeyWorld): Promise<TargetKey> {
  try {
    return await keyOrReason(target, world);
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error));
  }
}

async function keyOrReason(target: BakeTarget, world: KeyWorld): Promise<TargetKey> {
  if (target['no-cache']) return unknown('it is built without cache');
  if (target['no-cache-filter'].length > 0) return unknown('some of its stages are built without cache');
  const { builderPlatform } = world;
  if (builderPlatform === undefined) return unknown('the builder does not say what it builds for');
  const platforms = target.platforms.length > 0 ? target.platforms : [builderPlatform];
  const { text, policy } = world.dockerfile(target);
  const args = withEpoch(target.args, world.env);
  const inputs = platforms.map((platform) => ({
    platform,
    ...dockerfileInputs(text, {
      args,
      target: target.target,
      platforms: { build: builderPlatform, target: platform },
    }),
  }));
  const open = inputs.find((one) => one.unknown !== undefined)?.unknown;
  if (open !== undefined) return unknown(open);
  const images = await imageFields(target, inputs, world);
  if (!images.known) return images;
  const fields: KeyField[] = [
    ['epoch', world.epoch],
    ['build platform', text.includes('BUILD') ? builderPlatform : ''],
    ...inputs.flatMap(({ platform, fields }): KeyField[] => [['platform', platform], ...fields]),
    ...images.fields,
    ...attributeFields(target),
    ['policy', policy ?? ''],
    ['no default attestations', world.env['BUILDX_NO_DEFAULT_ATTESTATIONS'] ?? ''],
    ['git labels', world.env['BUILDX_GIT_LABELS'] ?? ''],
    ['inline cache', String(target.cacheTo.some(({ type }) => type === 'inline'))],
    ...fileFields(target, inputs, world),
  ];
  return { known: true, key: hashFields(fields), fields, hasTriggers: inputs.some((one) => one.hasTriggers) };
}

/** buildx takes it from the environment where no argument sets it. */
const withEpoch = (
  args: BakeTarget['args'],
  { SOURCE_DATE_EPOCH: epoch }: KeyWorld['env'],
): Readonly<Record<string, string>> =>
  epoch === undefined || epoch === '' ? args : { SOURCE_DATE_EPOCH: epoch, ...args };

function fileFields(target: BakeTarget, inputs: readonly DockerfileInputs[], world: KeyWorld): KeyField[] {
  const sources = [...new Set(inputs.flatMap((one) => one.sources))].sort();
  const local = Object.entries(target.contexts).filter(([, context]) => isPath(context));
  const named = local.map(([name, path]): KeyField => [`context ${name}`, world.folder(path).digest ?? '']);
  if (sources.length === 0) return named;
  const keepsParents = inputs.some((one) => one.keepsParents);
  return [
    ...selectFiles(world.context(target), { sources, pruned: world.pruned(target), keepsParents }),
    ...named,
  ];
}

const isPath = (context: string): boolean => !/^(?:[a-z-]+:|.*:\/\/|git@)/iu.test(context);

type ImageFields =
  { readonly known: true; readonly fields: readonly KeyField[] } | (TargetKey & { known: false });

/** The images that a build takes: other targets by their keys, named contexts in the place of what they replace. */
async function imageFields(
  target: BakeTarget,
  inputs: readonly (DockerfileInputs & { readonly platform: string })[],
  world: KeyWorld,
): Promise<ImageFields> {
  const fields: KeyField[] = [];
  for (const { platform, images } of inputs) {
    for (const image of images) {
      const context = replacementOf(image.name, target.contexts);
      if (context !== undefined && isPath(context)) continue;
      const found = await contentOf(context ?? `docker-image://${image.name}`, image.platform, world);
      if (!found.known) return { known: false, why: `${image.name}: ${found.why}` };
      if (image.isBase && found.hasTriggers)
        return { known: false, why: `${image.name} has ONBUILD triggers, which may read anything` };
      fields.push([`image ${image.name} for ${platform}`, found.key]);
    }
  }
  const others = await contextFields(target, world);
  return others.known ? { known: true, fields: [...fields, ...others.fields] } : others;
}

/** Every named context that is an image, as one may be used under a name that only BuildKit sees. */
async function contextFields(target: BakeTarget, world: KeyWorld): Promise<ImageFields> {
  const fields: KeyField[] = [];
  for (const [name, context] of Object.entries(target.contexts).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (isPath(context)) continue;
    for (const platform of target.platforms.length > 0 ? target.platforms : [world.builderPlatform ?? '']) {
      const found = await contentOf(context, platform, world);
      if (!found.known) return { known: false, why: `the context ${name}: ${found.why}` };
      fields.push([`context ${name} for ${platform}`, found.key]);
    }
  }
  return { known: true, fields };
}

type Content =
  | { readonly known: true; readonly key: string; readonly hasTriggers: boolean }
  | (TargetKey & { known: false });

async function contentOf(context: string, platform: string, world: KeyWorld): Promise<Content> {
  const [, kind, rest = ''] = /^(docker-image:\/\/|target:)([^]*)$/u.exec(context) ?? [];
  if (kind === 'target:') return world.keyOf(rest);
  if (kind === undefined) return { known: false, why: `${context} is not known before it is fetched` };
  const { digest, hasTriggers } = await world.image(rest, platform);
  return { known: true, key: digest, hasTriggers };
}

/** Contexts are named as the Dockerfile names images, or in docker's short form of that. */
function replacementOf(name: string, contexts: BakeTarget['contexts']): string | undefined {
  const short = name.replace(/^(?:docker\.io\/)?(?:library\/)?/u, '').replace(/:latest$/u, '');
  return contexts[name] ?? contexts[short] ?? contexts[`${short}:latest`] ?? contexts[`docker.io/${short}`];
}

/** Labels and annotations that change with each commit or build, and say nothing of what is in the image. */
const VOLATILE = /^(?:.*:)?org\.opencontainers\.image\.(?:revision|created|version)$/u;

/** Attributes whose value is not an input, or is one in a form of its own above. */
const APART = new Set(['args', 'contexts', 'platforms', 'no-cache', 'no-cache-filter', 'pull', 'target']);

/** Every attribute that an option sets: one that is added to the table counts by itself. */
function attributeFields(target: BakeTarget): KeyField[] {
  const names = Object.entries(BAKE_ATTRIBUTES).flatMap(([name, { kind }]) =>
    kind === 'own' || APART.has(name) ? [] : [name],
  );
  return names.flatMap((name) => attributeField(name, target[name as keyof BakeTarget])); // the table's own names
}

function attributeField(name: string, value: unknown): KeyField[] {
  if (name === 'labels') {
    const labels = Object.entries(value as BakeTarget['labels']).filter(([label]) => !VOLATILE.test(label));
    return mapFields('label', Object.fromEntries(labels));
  }
  if (name === 'annotations')
    return (value as readonly string[])
      .filter((one) => !VOLATILE.test(one.split('=')[0] ?? ''))
      .map((one): KeyField => ['annotation', one]);
  // never a value, and not where it comes from
  if (name === 'secret') return (value as readonly string[]).map((one): KeyField => ['secret', idOf(one)]);
  if (name === 'ssh')
    return (value as readonly string[]).map((one): KeyField => ['ssh', one.split('=')[0] ?? '']);
  return [[name, JSON.stringify(value ?? null)]];
}

const idOf = (secret: string): string => /(?:^|,)id=([^,]*)/u.exec(secret)?.[1] ?? '';
