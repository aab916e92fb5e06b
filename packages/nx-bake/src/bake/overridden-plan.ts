import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readDocker } from '../builder/docker';
import { isRecord, recordsOf, textOf, type Foreign } from '../foreign';
import { parseImageRef } from '../images/parse-image-ref';
import { emptyTarget, type BakePlan, type BakeTarget, type OutputKind } from '../plan/bake-plan';
import { bakeEnv } from './bake-env';
import { renderRun, type BakeSettings } from './bake-once';

export interface OverriddenPlan {
  readonly plan: BakePlan;
  /** Targets whose context or Dockerfile the user's own files name. */
  readonly moved: ReadonlySet<string>;
}

/**
 * A plan as the user's own bake files change it: asked of bake itself, which merges them. Where bake cannot read them
 * the plan stays as it is, for the bake that follows reports it to each task.
 */
export async function overriddenPlan(
  plan: BakePlan,
  wanted: readonly string[],
  { folder, docker, override }: Pick<BakeSettings, 'folder' | 'docker' | 'override'>,
): Promise<OverriddenPlan> {
  if (override === undefined) return { plan, moved: new Set() };
  const file = join(folder, 'plan.hcl');
  await writeFile(file, renderRun(plan, { ownContexts: new Map(), override }));
  const files = [file, ...override.files].flatMap((path) => ['--file', path]);
  const { code, stdout } = await readDocker(['buildx', 'bake', ...files, '--print', '--', ...wanted], {
    ...docker,
    env: bakeEnv(docker.env),
  });
  const printed = code === 0 ? printedPlan(plan, stdout) : plan;
  return { plan: printed, moved: movedIn(printed, plan) };
}

function movedIn(printed: BakePlan, plan: BakePlan): Set<string> {
  const places = new Set(plan.targets.map(placeOf));
  return new Set(printed.targets.filter((target) => !places.has(placeOf(target))).map(({ name }) => name));
}

const placeOf = ({ name, context, dockerfile }: BakeTarget): string => [name, context, dockerfile].join('\n');

/**
 * A plan with the names, outputs and bases of its targets as `docker buildx bake --print` has them. Targets that only the user's own bake file has are there as bare as they need to be: that file is merged
 * over them once more.
 */
export function printedPlan(plan: BakePlan, json: string): BakePlan {
  const printed: unknown = JSON.parse(json);
  const targets = new Map(
    Object.entries(isRecord(printed) && isRecord(printed['target']) ? printed['target'] : {}).flatMap(
      ([name, target]) => (isRecord(target) ? [[name, target] as const] : []),
    ),
  );
  const known = new Set(plan.targets.map(({ name }) => name));
  const added = [...targets.keys()].filter((name) => !known.has(name)).map(bare);
  return {
    targets: [...plan.targets, ...added].map((target) => withPrinted(target, targets.get(target.name))),
  };
}

/** The rest of what bake prints is bake's alone: nothing that we report depends on it. */
function withPrinted(target: BakeTarget, printed: Foreign | undefined): BakeTarget {
  if (printed === undefined) return target;
  return {
    ...target,
    context: textOf(printed['context']) ?? target.context,
    dockerfile: textOf(printed['dockerfile']) ?? target.dockerfile,
    contexts: Object.fromEntries(textsIn(printed['contexts'])),
    labels: Object.fromEntries(textsIn(printed['labels']).map(([key, text]) => [key, unescaped(text)])),
    platforms: listIn(printed['platforms']),
    tags: listIn(printed['tags']).flatMap((tag) => {
      const ref = parseImageRef(tag, { place: target.name });
      return ref.ok ? [ref.value] : []; // bake itself refuses an invalid reference
    }),
    output: outputOf(recordsOf(printed['output'])),
  };
}

/** An output neither in a registry nor surely in the image store, such as files in a folder, counts as kept in the cache. */
function outputOf(outputs: readonly Foreign[]): OutputKind {
  const isPushed = ({ type, push }: Foreign): boolean =>
    type === 'registry' || (type === 'image' && String(push) === 'true');
  if (outputs.some(isPushed)) return 'push';
  return outputs.some(({ type }) => type === 'docker') ? 'load' : 'cacheonly';
}

const listIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.flatMap((item) => textOf(item) ?? []) : [];

const textsIn = (value: unknown): [string, string][] =>
  Object.entries(isRecord(value) ? value : {}).flatMap(([key, text]) =>
    typeof text === 'string' ? [[key, text]] : [],
  );

/** https://github.com/docker/buildx/blob/461836ba0fcb3e847dab6045a726889faa150bdb/bake/bake.go#L879-L920 */
const unescaped = (text: string): string => text.replaceAll('$${', '${').replaceAll('%%{', '%{');

/** It stays linked: its outputs are the user's own affair. */
const bare = (name: string): BakeTarget => ({ ...emptyTarget(name), readsContext: false });
