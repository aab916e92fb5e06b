import type { Arrows } from '../../plan/circles';
import { allFrom } from '../../plan/circles';
import type { GraphView } from './graph-view';

/** Keeps the images that a project is built on, and its dependents. */
export function narrowGraph(view: GraphView, project: string): GraphView {
  const below = allFrom(
    arrowsOf(view.edges.map(({ source, target }) => [source.project, target.project])),
    project,
  );
  const above = allFrom(
    arrowsOf(view.edges.map(({ source, target }) => [target.project, source.project])),
    project,
  );
  const isKept = (name: string): boolean => below.has(name) || above.has(name);
  return {
    images: view.images.filter((image) => isKept(image.project)),
    edges: view.edges.filter(({ source, target }) =>
      [below, above].some((side) => side.has(source.project) && side.has(target.project)),
    ),
    circles: view.circles.filter((path) => path.some((image) => isKept(image.project))),
    notes: view.notes.filter(({ image }) => isKept(image.project)),
  };
}

function arrowsOf(pairs: readonly (readonly [string, string])[]): Arrows {
  const arrows = new Map<string, string[]>();
  for (const [from, to] of pairs) {
    const known = arrows.get(from);
    if (known === undefined) arrows.set(from, [to]);
    else known.push(to);
  }
  return arrows;
}
