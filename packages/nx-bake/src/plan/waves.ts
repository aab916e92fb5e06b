import type { BakeTarget } from './bake-plan';
import { allBasesOf } from './links';

/**
 * Above about 115 targets in one call the engine drops builds ("no such job"), whatever they do; 50 always worked.
 * Known: https://github.com/docker/buildx/issues/3810
 */
export const DEFAULT_MAX_TARGETS = 50;

type Targets = ReadonlyMap<string, BakeTarget>;

/**
 * Splits what is to be built into calls of at most `size` targets, the ones that are only linked to counted. One call
 * whenever they fit. Linked targets stay in one call; only more of them than fit into one are spread over several, the
 * bases first: what a later call is linked to comes out of the builder's cache.
 */
export function waves(names: readonly string[], targets: Targets, size: number): string[][] {
  const groups = linkedGroups(names, targets).map((group) => basesFirst(group, targets));
  const parts = groups.flatMap((group) =>
    countedOf(group, targets).size <= size ? [group] : group.map((name) => [name]),
  );
  return packed(parts, targets, size);
}

/** Puts each part into the last call where it fits, else into a new one. */
function packed(parts: readonly string[][], targets: Targets, size: number): string[][] {
  const calls: string[][] = [];
  for (const part of parts) {
    const last = calls.at(-1);
    if (last !== undefined && countedOf([...last, ...part], targets).size <= size) last.push(...part);
    else calls.push([...part]);
  }
  return calls;
}

const countedOf = (names: readonly string[], targets: Targets): Set<string> =>
  new Set(names.flatMap((name) => [name, ...allBasesOf(name, targets)]));

const basesFirst = (names: readonly string[], targets: Targets): string[] =>
  [...names].sort((a, b) => allBasesOf(a, targets).size - allBasesOf(b, targets).size);

/** Names that share a base, or are each other's base, belong together. In order of appearance. */
function linkedGroups(names: readonly string[], targets: Targets): string[][] {
  const groupOf = new Map<string, string[]>();
  const groups = new Set<string[]>();
  for (const name of names) {
    const keys = [name, ...allBasesOf(name, targets)];
    const known = new Set(keys.flatMap((key) => groupOf.get(key) ?? []).map((member) => groupOf.get(member)));
    const merged = [...[...known].flatMap((group) => group ?? []), name];
    known.forEach((group) => group !== undefined && groups.delete(group));
    groups.add(merged);
    for (const key of [...keys, ...merged]) groupOf.set(key, merged);
    for (const [key, group] of groupOf) if (known.has(group)) groupOf.set(key, merged);
  }
  return [...groups];
}
