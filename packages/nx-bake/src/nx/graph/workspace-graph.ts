import type { NxJsonConfiguration, ProjectConfiguration, ProjectGraph } from '@nx/devkit';
import { projectAt } from '../../plan/project-at';
import { targetsOfWorkspace } from '../targets/targets-of-workspace';
import type { EdgeRules } from '../options/nx-json';
import { outputsIn } from '../outside-builds/declared-outputs';
import { versionedFiles } from '../planning/versioned-files';
import { workspaceImages, type WorkspaceImage } from '../planning/workspace-images';
import { workspaceEdges, workspaceSettings } from '../options/nx-json';
import type { ImageEdges } from './image-edge';
import { imageGraph } from './image-graph';

export interface WorkspaceGraph extends ImageEdges {
  readonly images: readonly WorkspaceImage[];
}

export interface GraphWorkspace {
  readonly root: string;
  readonly nxJson: NxJsonConfiguration | undefined;
  /** Where they are not nx.json's own. */
  readonly rules?: EdgeRules;
}

/** What the Dockerfiles of a workspace say of its projects, whatever the environment says. */
export function workspaceGraph(
  projects: Readonly<Record<string, ProjectConfiguration>>,
  { root, nxJson, rules = workspaceEdges(nxJson) }: GraphWorkspace,
): WorkspaceGraph {
  const graph = graphOf(projects);
  const all = targetsOfWorkspace(graph, nxJson);
  const images = workspaceImages(all, workspaceSettings(nxJson, {}));
  const found = imageGraph(all, {
    workspace: { root, versioned: versionedFiles(root), edges: rules },
    images,
    projectAt: projectAt(new Map(Object.entries(projects).map(([name, project]) => [project.root, name]))),
    outputsOf: outputsIn(graph),
  });
  return { images: images.all, ...found };
}

/** As much of a project graph as projects alone make. */
export const graphOf = (projects: Readonly<Record<string, ProjectConfiguration>>): ProjectGraph => ({
  nodes: Object.fromEntries(
    Object.entries(projects).map(([name, data]) => [name, { name, type: 'lib', data }]),
  ),
  dependencies: {},
});
