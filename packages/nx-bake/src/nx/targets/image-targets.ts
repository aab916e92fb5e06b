import type { ProjectGraph } from '@nx/devkit';
import { EXECUTOR } from './executor-name';

/** A target of a project that builds an image. */
export interface ImageTarget {
  readonly project: string;
  readonly target: string;
}

/** All targets of a project that build an image, as the graph has them. */
export function imageTargets(project: string, graph: ProjectGraph): string[] {
  const targets = Object.entries(graph.nodes[project]?.data.targets ?? {});
  return targets.flatMap(([name, { executor }]) => (executor === EXECUTOR ? [name] : []));
}

/**
 * What a bake target is named after: the project, and for a further image of it also the Nx target. It depends on the
 * graph alone, so that an image has one name and one cache, whatever else is in a run.
 */
export function imageLabel({ project, target }: ImageTarget, graph: ProjectGraph, inferred: string): string {
  const isOnly = imageTargets(project, graph).every((name) => name === target);
  return isOnly || target === inferred ? project : `${project}-${target}`;
}
