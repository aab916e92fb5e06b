import type { ProjectGraph } from '@nx/devkit';

/** The executor whose targets build images. */
export const EXECUTOR = 'nx-bake:docker-build';

/** A target of the workspace that builds an image. */
export interface ImageTarget {
  /** The task, or where no task stands for it the project and target. */
  readonly id: string;
  readonly project: string;
  readonly projectRoot: string;
  /** The Nx target. */
  readonly target: string;
  /** The name that its bake target is derived from. */
  readonly name: string;
  /** Project and target as messages name them: `orders:docker-build`. */
  readonly place: string;
  /** Everything that Nx merged, flags included. */
  readonly rawOptions: Readonly<Record<string, unknown>>;
  /** The folders of the project and of all that it depends on. */
  readonly closure: readonly string[];
}

/** The names of all targets of a project that build an image, as the graph has them. */
export function imageTargets(project: string, graph: ProjectGraph): string[] {
  const targets = Object.entries(graph.nodes[project]?.data.targets ?? {});
  return targets.flatMap(([name, { executor }]) => (executor === EXECUTOR ? [name] : []));
}

/**
 * Names an image after its project, and a further image of it also after its Nx target. The name depends on the graph
 * alone, so that an image has one name and one cache, whatever else is in a run.
 */
export function imageLabel(
  { project, target }: Pick<ImageTarget, 'project' | 'target'>,
  graph: ProjectGraph,
  inferred: string,
): string {
  const isOnly = imageTargets(project, graph).every((name) => name === target);
  return isOnly || target === inferred ? project : `${project}-${target}`;
}
