import type { NxJsonConfiguration, ProjectConfiguration, ProjectGraph } from '@nx/devkit';
import { leadsTo } from '../../plan/circles';
import { projectAt, type ProjectAt } from '../../plan/project-at';
import { formatProblem, type Problem } from '../../problems';
import type { GraphNote } from '../../report/graph/graph-view';
import { workspaceEdges, workspaceSettings, type EdgeRules } from '../options/nx-json';
import { outputsIn, type OutputsAt } from '../outside-builds/declared-outputs';
import type { Workspace } from '../planning/decide-build-context';
import { openDockerfile } from '../planning/open-dockerfile';
import { ignoredFiles, versionedFiles } from '../planning/versioned-files';
import { workspaceImages, type WorkspaceImage, type WorkspaceImages } from '../planning/workspace-images';
import type { ImageTarget } from '../targets/image-target';
import { workspaceProjects } from '../targets/project-closure';
import { targetsOfWorkspace } from '../targets/targets-of-workspace';
import { baseEdges } from './base-edges';
import { fileEdges } from './file-edges';
import { knownDependencies, projectArrows } from './known-dependencies';
import { targetOf, type ImageEdge, type ImageEdges, type OpenedImage } from './image-edge';

export interface WorkspaceGraph extends ImageEdges {
  readonly images: readonly WorkspaceImage[];
  /** The edges that Nx gets: to base images and to the makers of built files, but for those that close a cycle. */
  readonly projectEdges: readonly ImageEdge[];
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
    workspace: {
      root,
      versioned: versionedFiles(root),
      edges: rules,
      projects: workspaceProjects(graph),
      env: undefined,
    },
    images,
    projectAt: projectAt(new Map(Object.entries(projects).map(([name, project]) => [project.root, name]))),
    isIgnored: ignoredFiles(root),
    outputsOf: outputsIn(graph),
  });
  const known = knownDependencies(projects, root);
  const arrows = projectArrows(found.edges.filter(isProjectEdge), known);
  const isCyclic = (edge: ImageEdge): boolean =>
    isProjectEdge(edge) && leadsTo(arrows, edge.target.project, edge.source.project);
  return {
    images: images.all,
    edges: found.edges,
    projectEdges: found.edges.filter((edge) => isProjectEdge(edge) && !isCyclic(edge)),
    notes: [...found.notes, ...found.edges.filter(isCyclic).map(cycleNote)],
  };
}

/** A versioned file that an image copies is an input of it; only what no diff shows needs an edge. */
const isProjectEdge = ({ kind, isOutput, source, target }: ImageEdge): boolean =>
  (kind === 'image' || isOutput) && source.project !== target.project;

const cycleNote = ({ source, target, reference, dockerfile, line }: ImageEdge): GraphNote => ({
  kind: 'cycle',
  image: targetOf(source),
  reference,
  dockerfile,
  ...(line === undefined ? {} : { line }),
  project: target.project,
});

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
  readonly isIgnored: (path: string) => boolean;
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
