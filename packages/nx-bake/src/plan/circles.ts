/** What each of some names leads to. */
export type Arrows = ReadonlyMap<string, Iterable<string>>;

/** Paths that end where they begin: of what goes in a circle at least one each, from its first name on. */
export function findCircles(arrows: Arrows): string[][] {
  const done = new Set<string>();
  const circles: string[][] = [];
  const visit = (name: string, path: readonly string[]): void => {
    const at = path.indexOf(name);
    if (at >= 0) circles.push([...path.slice(at), name]);
    if (at >= 0 || done.has(name)) return;
    for (const next of arrows.get(name) ?? []) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of [...arrows.keys()].sort()) visit(name, []);
  return circles;
}

/** A name, and all that a way leads to from it. */
export function allFrom(arrows: Arrows, from: string): ReadonlySet<string> {
  const seen = new Set([from]);
  // grows while it is walked
  for (const name of seen) for (const next of arrows.get(name) ?? []) seen.add(next);
  return seen;
}

/** Whether a way leads from one name to the other; from each to itself there is one. */
export const leadsTo = (arrows: Arrows, from: string, to: string): boolean => allFrom(arrows, from).has(to);
