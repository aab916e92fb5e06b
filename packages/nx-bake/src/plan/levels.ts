import type { BakeTarget } from './bake-plan';
import { allBasesOf, basesOf } from './links';
import { waves } from './waves';

type Targets = ReadonlyMap<string, BakeTarget>;

/**
 * The bases that are handed on from one call to the next instead of being linked to within one. When a base that reads
 * its build context is linked to, it is completed before its dependents look for their remote caches, and then they no
 * longer find them; pinned by its digest it is an ordinary source, and they do. One without files of the context loses
 * nothing, and without remote caches there is nothing to lose: `npm run bench -- stateless` shows it. A builder that
 * cannot hand anything on gets links: it builds all the same.
 */
export function pinnedBases(targets: Targets, handsOn: boolean): ReadonlySet<string> {
  const all = [...targets.values()];
  if (!handsOn || all.every(({ cacheFrom }) => cacheFrom.length === 0)) return new Set();
  return new Set(all.flatMap(basesOf).filter((name) => targets.get(name)?.readsContext === true));
}

/** The pinned bases below a target: earlier calls have to build them. */
const pinnedFor = (name: string, targets: Targets, pinned: ReadonlySet<string>): string[] =>
  [...allBasesOf(name, targets)].filter((base) => pinned.has(base));

/**
 * The targets that need a call of their own to build `names`: they and every pinned base below them. Linked bases are
 * built in their dependents' calls.
 */
export const withPinnedBases = (
  names: readonly string[],
  targets: Targets,
  pinned: ReadonlySet<string>,
): string[] => [...new Set([...names.flatMap((name) => pinnedFor(name, targets, pinned)), ...names])];

/** The targets that are left to build, and the way to build them. */
export interface Pending {
  /** Every target without an outcome, pinned bases included. */
  readonly names: readonly string[];
  readonly targets: Targets;
  readonly pinned: ReadonlySet<string>;
  /** At most so many targets go into one call. */
  readonly size: number;
}

/** The targets of one call. */
export interface NextCall {
  readonly names: readonly string[];
  /** More of the same level would be built by now if they fitted into the call. */
  readonly isFull: boolean;
}

/**
 * Picks the targets of the next call: bases that others wait for, and every dependent whose bases are ready. Targets
 * without bases come at the end, where nobody waits for them. A run and a dry run both ask here.
 */
export function nextCall({ names, targets, pinned, size }: Pending): NextCall {
  const level = nextLevel(names, targets, pinned);
  const inLevel = new Map([...targets].map(([name, target]) => [name, withoutLinks(target, pinned)]));
  const [wave = []] = waves(level, inLevel, size);
  return { names: wave, isFull: wave.length < level.length };
}

function nextLevel(names: readonly string[], targets: Targets, pinned: ReadonlySet<string>): string[] {
  const waiting = new Set(names);
  const ready = names.filter((name) => pinnedFor(name, targets, pinned).every((base) => !waiting.has(base)));
  const needed = new Set(names.flatMap((name) => pinnedFor(name, targets, pinned)));
  if (!ready.some((name) => needed.has(name))) return ready;
  return ready.filter((name) => needed.has(name) || pinnedFor(name, targets, pinned).length > 0);
}

/** The calls of a run in which all goes well. */
export function plannedCalls(
  names: readonly string[],
  targets: Targets,
  { pinned, size }: Pick<Pending, 'pinned' | 'size'>,
): string[][] {
  const calls: string[][] = [];
  for (let left = withPinnedBases(names, targets, pinned); left.length > 0;) {
    const call = nextCall({ names: left, targets, pinned, size });
    calls.push([...call.names]);
    left = left.filter((name) => !call.names.includes(name));
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
