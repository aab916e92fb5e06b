import type { Problem } from '../problems';
import type { BakeTarget } from './bake-plan';
import { basesOf, linksOf } from './links';

type Targets = ReadonlyMap<string, BakeTarget>;

/** What is wrong between targets that are built on each other. */
export function findLinkProblems(all: readonly BakeTarget[]): Problem[] {
  const targets = new Map(all.map((target) => [target.name, target]));
  return [...findUnknown(targets), ...findCycles(targets)];
}

const findUnknown = (targets: Targets): Problem[] =>
  [...targets.values()].flatMap((target) =>
    linksOf(target)
      .filter(({ base }) => !targets.has(base))
      .map(({ name, base }) => ({
        kind: 'unknown-link' as const,
        project: target.project,
        place: 'option "contexts"',
        context: name,
        target: base,
      })),
  );

/** Each circle once, from its first name on, and as the problem of that one project: told once. */
function findCycles(targets: Targets): Problem[] {
  const done = new Set<string>();
  const cycles: string[][] = [];
  const visit = (name: string, path: readonly string[]): void => {
    const at = path.indexOf(name);
    if (at >= 0) cycles.push([...path.slice(at), name]);
    if (at >= 0 || done.has(name)) return;
    const target = targets.get(name);
    for (const base of target === undefined ? [] : basesOf(target)) visit(base, [...path, name]);
    done.add(name);
  };
  for (const name of [...targets.keys()].sort()) visit(name, []);
  return cycles.map((path) => {
    const projects = path.map((name) => targets.get(name)?.project ?? name);
    const [first = ''] = projects; // a circle has members
    return { kind: 'image-cycle', project: first, projects };
  });
}
