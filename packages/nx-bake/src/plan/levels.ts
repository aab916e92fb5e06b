import type { BakeTarget } from './bake-plan';
import { allBasesOf, basesOf } from './links';
import { waves } from './waves';

type Targets = ReadonlyMap<string, BakeTarget>;

/**
 * The bases that are handed on from one call to the next instead of being linked to within one. When a base that reads
 * its build context is linked to, it is completed before its users look for their remote caches, and then they no longer
 * find them; pinned by its digest it is an ordinary source, and they do. One without files of the context loses nothing,
 * and without remote caches there is nothing to lose: `npm run bench -- stateless` shows it. A builder that cannot hand
 * anything on gets links: it builds all the same.
 */
export function pinnedBases(targets: Targets, handsOn: boolean): ReadonlySet<string> {
  const all = [...targets.values()];
  if (!handsOn || all.every(({ cacheFrom }) => cacheFrom.length === 0)) return new Set();
  return new Set(all.flatMap(basesOf).filter((name) => targets.get(name)?.readsContext === true));
}

/** What a target needs from earlier calls. */
const pinnedFor = (name: string, targets: Targets, pinned: ReadonlySet<string>): string[] =>
  [...allBasesOf(name, targets)].filter((base) => pinned.has(base));

/**
 * Of what is pending, what the next call is to build: images that others wait for, and with them all users whose bases
 * are there. BuildKit remembers an image that one call has pulled by its digest alone, which is another one after each
 * push, and what a later call builds on it is cached under that: its users would lose their hits once. What is built on
 * nothing comes at the end, where nobody waits for it.
 */
export function nextLevel(
  pending: readonly string[],
  targets: Targets,
  pinned: ReadonlySet<string>,
): readonly string[] {
  const waiting = new Set(pending);
  const ready = pending.filter((name) =>
    pinnedFor(name, targets, pinned).every((base) => !waiting.has(base)),
  );
  const needed = new Set(pending.flatMap((name) => pinnedFor(name, targets, pinned)));
  if (!ready.some((name) => needed.has(name))) return ready;
  return ready.filter((name) => needed.has(name) || pinnedFor(name, targets, pinned).length > 0);
}

/** All that calls have to be made for, to build these: what is only linked to comes along. */
export const withPinnedBases = (
  names: readonly string[],
  targets: Targets,
  pinned: ReadonlySet<string>,
): string[] => [...new Set([...names.flatMap((name) => pinnedFor(name, targets, pinned)), ...names])];

/** The calls of a run in which all goes well. */
export function plannedCalls(
  names: readonly string[],
  targets: Targets,
  { pinned, size }: { readonly pinned: ReadonlySet<string>; readonly size: number },
): string[][] {
  const calls: string[][] = [];
  for (let pending = withPinnedBases(names, targets, pinned); pending.length > 0;) {
    const level = nextLevel(pending, targets, pinned);
    const inLevel = new Map([...targets].map(([name, target]) => [name, withoutLinks(target, pinned)]));
    calls.push(...waves(level, inLevel, size));
    pending = pending.filter((name) => !level.includes(name));
  }
  return calls;
}

function withoutLinks(target: BakeTarget, bases: ReadonlySet<string>): BakeTarget {
  const kept = Object.entries(target.contexts).filter(
    ([name]) =>
      !basesOf({ contexts: { [name]: target.contexts[name] ?? '' } }).some((base) => bases.has(base)),
  );
  return { ...target, contexts: Object.fromEntries(kept) };
}
