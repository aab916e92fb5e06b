import type { Outcome } from '../../bake/outcomes/outcome';
import type { RunReport } from '../../bake/run-plan';
import type { Builder } from '../../builder/find-builder';
import type { RunFacts } from '../../ci/run-facts';
import { formatImageRef } from '../../images/image-ref';
import { keyScopes, keyTag, type KeyScopes } from '../../key/key-scope';
import type { TargetKey } from '../../key/target-key';
import type { BakePlan, BakeTarget } from '../../plan/bake-plan';
import type { RegistryClient } from '../../registry/registry-client';
import { repositoryOf, type Repository } from '../../registry/repository';
import { settleTags, tagKey } from '../../registry/settle-tags';
import type { PlannedTasks } from '../planning/plan-tasks';
import { workspaceSettings } from '../options/nx-json';
import type { RunPlace } from './run-context';
import { targetKeys } from './target-keys';

/** The targets whose images are in the registry already, and the rest of a plan. */
export interface SameImages {
  /** What is to be built: the plan without them. What is built on one of them gets it by its digest. */
  readonly rest: PlannedTasks;
  /** Their outcomes. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Lines for people. */
  readonly lines: readonly string[];
  /** Writes the keys of what was built. To be called last: a key must name an image that is there. */
  readonly writeKeys: (report: RunReport) => Promise<readonly string[]>;
}

export interface SameQuestion {
  readonly planned: PlannedTasks;
  /** Targets that a failed build keeps from being built. */
  readonly failed: ReadonlyMap<string, Outcome> | undefined;
  readonly builder: Builder;
  readonly facts: RunFacts;
  readonly client: RegistryClient;
  /** The user's own bake files, which may change what is built. */
  readonly override?: unknown;
}

/**
 * Looks for the images that would come out the same, by the keys of their inputs, and gives them the tags of this run.
 * Whatever goes wrong, the image is built.
 */
export async function findSameImages(question: SameQuestion, place: RunPlace): Promise<SameImages> {
  const { planned, client } = question;
  const targets = planned.plan.targets.filter((target) => isEligible(target, question));
  if (targets.length === 0)
    return { rest: planned, outcomes: new Map(), lines: [], writeKeys: () => Promise.resolve([]) };
  const scopes = scopesOf(question, place);
  const keys = await targetKeys(targets, question, place);
  const found = await Promise.all(
    targets.map(async (target) => {
      const key = keys.get(target.name);
      const image = key?.known === true ? await look(target, key.key, { scopes, client }) : undefined;
      return [target, image] as const;
    }),
  );
  const images = new Map(
    found.flatMap(([{ name }, image]) => (image === undefined ? [] : [[name, image] as const])),
  );
  return {
    rest: withoutSame(planned, images),
    outcomes: new Map([...images].map(([name, image]) => [name, outcomeOf(image)])),
    lines: found.flatMap(([target, image]) => lineOf(target, { image, key: keys.get(target.name) }, place)),
    writeKeys: async (report) => {
      const built = targets.filter(
        ({ name }) => keys.get(name)?.known === true && isPushed(report.outcomes.get(name)),
      );
      if (scopes.writes === undefined || built.length === 0) return [];
      // files may have changed while bake read them
      const after = await targetKeys(built, question, place);
      const same = built.filter(({ name }) => keyIn(after, name) === keyIn(keys, name));
      const { scope } = scopes.writes;
      const writing = same.map((target) =>
        writeKey(target, { tag: keyTag(keyIn(keys, target.name), scope), report, client }),
      );
      return (await Promise.all(writing)).flatMap((line) => line ?? []);
    },
  };
}

const keyIn = (keys: ReadonlyMap<string, TargetKey>, name: string): string => {
  const key = keys.get(name);
  return key?.known === true ? key.key : '';
};

function isEligible(target: BakeTarget, { planned, failed, override }: SameQuestion): boolean {
  const { name, output, tags } = target;
  const isWanted = planned.reads.get(name)?.options.skip === true;
  return (
    isWanted && override === undefined && failed?.has(name) !== true && output === 'push' && tags.length > 0
  );
}

function scopesOf({ facts }: SameQuestion, { nxJson, env }: RunPlace): KeyScopes {
  const { override } = workspaceSettings(nxJson, env);
  return keyScopes({ facts, defaultBranch: undefined, explicit: override.cacheScope });
}

interface FoundImage {
  readonly digest: string;
  readonly keyTag: string;
  /** The references that point to it now. */
  readonly refs: readonly string[];
}

/** Finds the image of a key, and lets the target's tags point to it. Undefined where it has to be built. */
async function look(
  target: BakeTarget,
  key: string,
  { scopes, client }: { scopes: KeyScopes; client: RegistryClient },
): Promise<FoundImage | undefined> {
  try {
    const repository = keyRepository(target);
    for (const scope of scopes.reads) {
      const tag = keyTag(key, scope);
      const digest = await client.head(repository, tag);
      if (digest === undefined) continue;
      const isTagged = await giveTags(target, { repository, digest, client });
      if (isTagged) return { digest, keyTag: tag, refs: target.tags.map(formatImageRef) };
    }
  } catch {
    // anything but a clear answer means to build
  }
  return undefined;
}

/** The repository of the first tag, which has the key tags too. */
function keyRepository({ tags }: BakeTarget): Repository {
  const [first] = tags;
  if (first === undefined) throw new Error('an image without a tag has no repository');
  return repositoryOf(first);
}

interface Giving {
  readonly repository: Repository;
  readonly digest: string;
  readonly client: RegistryClient;
}

async function giveTags({ tags }: BakeTarget, { repository, digest, client }: Giving): Promise<boolean> {
  const all = tags.map((ref) => ({ repository: repositoryOf(ref), tag: ref.tag ?? 'latest' }));
  const current = await Promise.all(all.map((one) => client.head(one.repository, one.tag)));
  const open = all.filter((_, index) => current[index] !== digest);
  if (open.length === 0) return true;
  // the blobs are in one repository only
  if (open.some((one) => tagKey({ ...one, tag: '' }) !== tagKey({ repository, tag: '' }))) return false;
  const manifest = await client.manifest(repository, digest);
  if (manifest === undefined) return false;
  const known = new Map(all.map((one, index) => [tagKey(one), current[index] ?? '']));
  const settled = await settleTags(
    open.map((one) => ({ ...one, manifest })),
    known,
    client,
  );
  return settled.every(({ error }) => error === undefined);
}

const outcomeOf = ({ digest, refs, keyTag: tag }: FoundImage): Outcome => ({
  kind: 'reused',
  startTime: undefined,
  endTime: undefined,
  steps: { total: 0, cached: 0 },
  warnings: [],
  digest,
  manifests: [],
  pushed: refs,
  loaded: [],
  unchanged: { built: undefined },
  sameInputs: { tag },
});

/** The plan without the images that are there. */
function withoutSame(planned: PlannedTasks, images: ReadonlyMap<string, FoundImage>): PlannedTasks {
  const plan: BakePlan = {
    targets: planned.plan.targets
      .filter(({ name }) => !images.has(name))
      .map((target) => ({
        ...target,
        contexts: Object.fromEntries(
          Object.entries(target.contexts).map(
            ([name, context]) => [name, published(context, images)] as const,
          ),
        ),
      })),
  };
  return {
    ...planned,
    plan,
    targetOf: new Map([...planned.targetOf].filter(([, name]) => !images.has(name))),
  };
}

/** Adds the images that were not built to the report of those that were. */
export const withSame = (report: RunReport, { outcomes }: SameImages): RunReport => ({
  ...report,
  outcomes: new Map([...report.outcomes, ...outcomes]),
});

function published(context: string, images: ReadonlyMap<string, FoundImage>): string {
  const image = context.startsWith('target:') ? images.get(context.slice('target:'.length)) : undefined;
  const [ref] = image?.refs ?? [];
  return image === undefined || ref === undefined ? context : `docker-image://${ref}@${image.digest}`;
}

function lineOf(
  { project }: BakeTarget,
  { image, key }: { image: FoundImage | undefined; key: TargetKey | undefined },
  { env }: RunPlace,
): string[] {
  if (image !== undefined)
    return [`${project}  same inputs as ${image.digest.slice(0, 19)} (${image.keyTag})`];
  const isTold = key?.known === false && env['NX_VERBOSE_LOGGING'] === 'true';
  return isTold ? [`${project}  always built: ${key.why}`] : [];
}

const isPushed = (outcome: Outcome | undefined): boolean =>
  (outcome?.kind === 'built' || outcome?.kind === 'reused') &&
  outcome.pushed.length > 0 &&
  outcome.sameInputs === undefined;

async function writeKey(
  target: BakeTarget,
  { tag, report, client }: { tag: string; report: RunReport; client: RegistryClient },
): Promise<string | undefined> {
  const outcome = report.outcomes.get(target.name);
  if (outcome === undefined || !('digest' in outcome) || outcome.digest === undefined) return undefined;
  const repository = keyRepository(target);
  try {
    const manifest = await client.manifest(repository, outcome.digest);
    if (manifest === undefined) return undefined;
    const [settled] = await settleTags([{ repository, tag, manifest }], new Map(), client);
    if (settled?.error !== undefined) throw settled.error;
    return undefined;
  } catch (error) {
    return `note: ${target.project}: a later run cannot skip it, since its key was not written (${error instanceof Error ? error.message : String(error)}).`;
  }
}
