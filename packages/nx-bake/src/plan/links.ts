import type { BakeTarget } from './bake-plan';

const LINK = 'target:';

/** The targets that a target is built from through `contexts = { x = "target:y" }`. */
export const basesOf = (target: BakeTarget): string[] =>
  Object.values(target.contexts)
    .filter((context) => context.startsWith(LINK))
    .map((context) => context.slice(LINK.length));

/** A target's bases, their bases and so on, without the target itself. */
export function allBasesOf(name: string, targets: ReadonlyMap<string, BakeTarget>): Set<string> {
  const found = new Set<string>();
  const visit = (current: string): void => {
    const target = targets.get(current);
    for (const base of target === undefined ? [] : basesOf(target)) {
      if (found.has(base)) continue;
      found.add(base);
      visit(base);
    }
  };
  visit(name);
  found.delete(name);
  return found;
}
