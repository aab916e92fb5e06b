import type { Problem } from '../problems';
import type { BakeTarget } from './bake-plan';
import { findCircles } from './circles';
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

/** Of circles that share a name at least one, from its first name on, and as the problem of that one project. */
function findCycles(targets: Targets): Problem[] {
  const arrows = new Map([...targets].map(([name, target]) => [name, basesOf(target)]));
  return findCircles(arrows).map((path) => {
    const projects = path.map((name) => targets.get(name)?.project ?? name);
    const [first = ''] = projects; // a circle has members
    return { kind: 'image-cycle', project: first, projects };
  });
}
