import { parseImageRef } from '../images/parse-image-ref';
import { emptyTarget, type BakePlan, type BakeTarget, type OutputKind } from '../plan/bake-plan';
import { isRecord, recordsOf, textOf, type Foreign } from '../foreign';

/**
 * A plan with what `docker buildx bake --print` says of its targets: what they are called, where they go, what they
 * stand on. Targets that only the user's own bake file has are there as bare as they need to be: that file is merged
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

/** The rest of what bake prints is bake's alone: nothing of what we tell depends on it. */
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
      return ref.ok ? [ref.value] : []; // bake itself refuses what is no reference
    }),
    output: outputOf(recordsOf(printed['output'])),
  };
}

/** What is neither in a registry nor surely in the image store, such as files in a folder, counts as kept in the cache. */
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
