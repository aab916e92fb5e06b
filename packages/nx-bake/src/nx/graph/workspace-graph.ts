import type { NxJsonConfiguration, ProjectConfiguration, ProjectGraph } from '@nx/devkit';
import { projectAt } from '../../plan/project-at';
import { askedProjects } from '../asked-projects';
import type { EdgeRules } from '../options/edge-rules';
import type { Asked } from '../requests/asked';
import { versionedFiles } from '../requests/versioned-files';
import { workspaceImages } from '../workspace-images';
import { workspaceEdges, workspaceSettings } from '../workspace-settings';
import { imageGraph, type ImageEdge } from './image-graph';

export interface WorkspaceGraph {
  readonly images: readonly Asked[];
  readonly edges: readonly ImageEdge[];
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
  const images = askedProjects(graphOf(projects), nxJson);
  const edges = imageGraph(images, {
    workspace: { root, versioned: versionedFiles(root), edges: rules },
    images: workspaceImages(images, workspaceSettings(nxJson, {})),
    projectAt: projectAt(new Map(Object.entries(projects).map(([name, project]) => [project.root, name]))),
  });
  return { images, edges };
}

const graphOf = (projects: Readonly<Record<string, ProjectConfiguration>>): ProjectGraph => ({
  nodes: Object.fromEntries(
    Object.entries(projects).map(([name, data]) => [name, { name, type: 'lib', data }]),
  ),
  dependencies: {},
});
