import type { NxJsonConfiguration, ProjectConfiguration, ProjectGraph } from '@nx/devkit';
import { projectAt, type ProjectAt } from '../../plan/project-at';
import { formatProblem, type Problem } from '../../problems';
import type { GraphNote } from '../../report/graph/graph-view';
import { workspaceEdges, workspaceSettings, type EdgeRules } from '../options/nx-json';
import { outputsIn, type OutputsAt } from '../outside-builds/declared-outputs';
import type { Workspace } from '../planning/decide-build-context';
import { openDockerfile } from '../planning/open-dockerfile';
import { versionedFiles } from '../planning/versioned-files';
import { workspaceImages, type WorkspaceImage, type WorkspaceImages } from '../planning/workspace-images';
import type { ImageTarget } from '../targets/image-target';
import { targetsOfWorkspace } from '../targets/targets-of-workspace';
import { baseEdges } from './base-edges';
import { fileEdges } from './file-edges';
import { targetOf, type ImageEdges, type OpenedImage } from './image-edge';

export interface WorkspaceGraph extends ImageEdges {
  readonly images: readonly WorkspaceImage[];
}

export interface GraphWorkspace {
  readonly root: string;
  readonly nxJson: NxJsonConfiguration | undefined;
  /** Rules that replace those of nx.json. */
  readonly rules?: EdgeRules;
}

/** Reads from the Dockerfiles of a workspace how its projects need each other, whatever the environment says. */
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

/** A project graph with the projects alone. */
export const graphOf = (projects: Readonly<Record<string, ProjectConfiguration>>): ProjectGraph => ({
  nodes: Object.fromEntries(
    Object.entries(projects).map(([name, data]) => [name, { name, type: 'lib', data }]),
  ),
  dependencies: {},
});

interface GraphQuestion {
  readonly workspace: Workspace;
  readonly images: WorkspaceImages;
  readonly projectAt: ProjectAt;
  /** The outputs of builds, by the name of their target. */
  readonly outputsOf: (buildTarget: string) => OutputsAt;
}

/** Collects the edges of all images. An image with wrong options or without a Dockerfile has none: its build complains. */
function imageGraph(all: readonly ImageTarget[], question: GraphQuestion): ImageEdges {
  const parts = all.map((imageTarget) => edgesOf(imageTarget, question));
  return { edges: parts.flatMap(({ edges }) => edges), notes: parts.flatMap(({ notes }) => notes) };
}

function edgesOf(imageTarget: ImageTarget, question: GraphQuestion): ImageEdges {
  const found = openDockerfile(imageTarget, question.workspace.root);
  if (!found.ok) return { edges: [], notes: [unreadable(imageTarget, found.problems)] };
  const opened = { ...found.value, imageTarget };
  const bases = baseEdges(opened, { images: question.images, rules: question.workspace.edges });
  const files = fileEdges(opened, question);
  return {
    edges: [...bases.edges, ...(files.ok ? files.value : [])],
    notes: [
      ...bases.notes,
      ...(files.ok ? [] : [unreadable(imageTarget, files.problems)]),
      ...unknownParts(opened),
    ],
  };
}

const unreadable = (imageTarget: ImageTarget, problems: readonly Problem[]): GraphNote => ({
  kind: 'unreadable',
  image: targetOf(imageTarget),
  problems: problems.map(formatProblem),
});

const unknownParts = ({ imageTarget, dockerfile, read }: OpenedImage): GraphNote[] =>
  read.unknown
    .filter(({ needed }) => needed)
    .map(({ line, text, why }) => ({
      kind: 'unknown',
      image: targetOf(imageTarget),
      dockerfile,
      line,
      text,
      why,
    }));
