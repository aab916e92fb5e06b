import type { ProjectAt } from '../../plan/project-at';
import { formatProblem, type Problem } from '../../problems';
import type { GraphNote } from '../../report/graph/graph-view';
import type { OutputsAt } from '../outside-builds/declared-outputs';
import type { ImageTarget } from '../targets/image-target';
import { openDockerfile } from '../planning/open-dockerfile';
import type { Workspace } from '../planning/decide-build-context';
import type { WorkspaceImages } from '../planning/workspace-images';
import { baseEdges } from './base-edges';
import { fileEdges } from './file-edges';
import { targetOf, type ImageEdges, type OpenedImage } from './image-edge';

export interface GraphQuestion {
  readonly workspace: Workspace;
  readonly images: WorkspaceImages;
  readonly projectAt: ProjectAt;
  /** What builds make, by the name of their target. */
  readonly outputsOf: (buildTarget: string) => OutputsAt;
}

/** The edges of all images. Where options are wrong, or a Dockerfile is not there, there are none: the build complains. */
export function imageGraph(all: readonly ImageTarget[], question: GraphQuestion): ImageEdges {
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
