import { leadsTo } from '../../plan/circles';
import type { ImageEdge } from './image-edge';

/** Without those that lead back to where they come from, which would be a circle of tasks. */
export function withoutCircles(edges: readonly ImageEdge[]): ImageEdge[] {
  const arrows = arrowsOf(edges);
  return edges.filter(({ source, target }) => !leadsTo(arrows, keyOf(target), keyOf(source)));
}

/** What each image is built on. */
export function arrowsOf(edges: readonly ImageEdge[]): Map<string, Set<string>> {
  const arrows = new Map<string, Set<string>>();
  for (const { source, target } of edges)
    arrows.set(keyOf(source), (arrows.get(keyOf(source)) ?? new Set()).add(keyOf(target)));
  return arrows;
}

/** One text for one target: no project's name has a line end. */
export const keyOf = ({ project, target = '' }: ImageEdge['target']): string => `${project}\n${target}`;
