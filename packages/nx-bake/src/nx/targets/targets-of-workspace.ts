import type { NxJsonConfiguration, ProjectGraph } from '@nx/devkit';
import { imageLabel, imageTargets } from './image-target';
import { closureOf } from './project-closure';
import type { ImageTarget } from './image-target';
import { inferredTargetName } from '../options/nx-json';

/** Every target of the workspace that builds an image, as it is configured, without flags and configurations. */
export function targetsOfWorkspace(
  graph: ProjectGraph,
  nxJson: NxJsonConfiguration | undefined,
): ImageTarget[] {
  const inferred = inferredTargetName(nxJson);
  return Object.values(graph.nodes)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name: project, data }) =>
      imageTargets(project, graph).map((target) => ({
        id: `${project}:${target}`,
        project,
        target,
        projectRoot: data.root,
        name: imageLabel({ project, target }, graph, inferred),
        place: `${project}:${target}`,
        closure: closureOf(project, graph),
        rawOptions: (data.targets?.[target]?.options ?? {}) as Record<string, unknown>, // Nx does not type options
      })),
    );
}
