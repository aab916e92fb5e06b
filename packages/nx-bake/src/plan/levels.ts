import type { BakeTarget } from './bake-plan';
import { allBasesOf, basesOf } from './links';
import { waves } from './waves';

type Targets = ReadonlyMap<string, BakeTarget>;

/**
 * Whether the images that others are built on are handed on from one call to the next. A base that is linked to in the
 * same call is completed before its users look for their remote caches, and then they no longer find them; pinned by its
 * digest it is an ordinary source, and they do (`npm run bench -- stateless`). Without remote caches there is nothing to
 * lose, and one call is quickest.
 */
export const pinsBases = (targets: Targets): boolean =>
  [...targets.values()].some((target) => basesOf(target).length > 0) &&
  [...targets.values()].some(({ cacheFrom }) => cacheFrom.length > 0);

/** Of what is pending, what the next call is to build: first the images that others wait for, and all else at the end. */
export function nextLevel(pending: readonly string[], targets: Targets): readonly string[] {
  const waiting = new Set(pending);
  const isReady = (name: string): boolean =>
    [...allBasesOf(name, targets)].every((base) => !waiting.has(base));
  const needed = new Set(pending.flatMap((name) => [...allBasesOf(name, targets)]));
  const ready = pending.filter(isReady);
  const bases = ready.filter((name) => needed.has(name));
  return bases.length > 0 ? bases : ready;
}

/** All that has to be built for these, bases first. */
export const withBases = (names: readonly string[], targets: Targets): string[] => [
  ...new Set([...names.flatMap((name) => [...allBasesOf(name, targets)]), ...names]),
];

/** The calls of a run in which all goes well. */
export function plannedCalls(names: readonly string[], targets: Targets, size: number): string[][] {
  if (!pinsBases(targets)) return waves(names, targets, size);
  const calls: string[][] = [];
  const unlinked = new Map([...targets].map(([name, target]) => [name, { ...target, contexts: {} }]));
  for (let pending = withBases(names, targets); pending.length > 0;) {
    const level = nextLevel(pending, targets);
    calls.push(...waves(level, unlinked, size));
    pending = pending.filter((name) => !level.includes(name));
  }
  return calls;
}
