import { contextNameOf } from '../images/context-name';
import type { BakeTarget } from './bake-plan';

/** Bake's prefix for a target in `contexts`: https://docs.docker.com/build/bake/contexts/ */
export const LINK = 'target:';

/** The targets that a target is built from through `contexts = { x = "target:y" }`. */
export const basesOf = (target: Pick<BakeTarget, 'contexts'>): string[] => [
  ...new Set(linksOf(target).map(({ base }) => base)),
];

/** A named context that is another target. */
export interface Link {
  readonly name: string;
  readonly base: string;
}

export const linksOf = ({ contexts }: Pick<BakeTarget, 'contexts'>): Link[] =>
  Object.entries(contexts)
    .filter(([, context]) => context.startsWith(LINK))
    .map(([name, context]) => ({ name, base: context.slice(LINK.length) }));

/** The image names for which nobody has put anything else into `contexts`. */
export const unreplaced = (names: readonly string[], { contexts }: Pick<BakeTarget, 'contexts'>): string[] =>
  names.filter((name) => !Object.hasOwn(contexts, contextNameOf(name) ?? name));

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
