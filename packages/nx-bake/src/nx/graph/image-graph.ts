import type { ProjectAt } from '../../plan/project-at';
import { formatProblem, type Problem } from '../../problems';
import type { GraphNote } from '../../report/graph/graph-view';
import type { OutputsAt } from '../outside-builds/declared-outputs';
import type { Asked } from '../targets/image-target';
import { openDockerfile } from '../planning/open-dockerfile';
import type { Workspace } from '../planning/read-request';
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
export function imageGraph(all: readonly Asked[], question: GraphQuestion): ImageEdges {
  const parts = all.map((asked) => edgesOf(asked, question));
  return { edges: parts.flatMap(({ edges }) => edges), notes: parts.flatMap(({ notes }) => notes) };
}

function edgesOf(asked: Asked, question: GraphQuestion): ImageEdges {
  const found = openDockerfile(asked, question.workspace.root);
  if (!found.ok) return { edges: [], notes: [unreadable(asked, found.problems)] };
  const opened = { ...found.value, asked };
  const bases = baseEdges(opened, { images: question.images, rules: question.workspace.edges });
  const files = fileEdges(opened, question);
  return {
    edges: [...bases.edges, ...(files.ok ? files.value : [])],
    notes: [
      ...bases.notes,
      ...(files.ok ? [] : [unreadable(asked, files.problems)]),
      ...unknownParts(opened),
    ],
  };
}

const unreadable = (asked: Asked, problems: readonly Problem[]): GraphNote => ({
  kind: 'unreadable',
  image: targetOf(asked),
  problems: problems.map(formatProblem),
});

const unknownParts = ({ asked, dockerfile, read }: OpenedImage): GraphNote[] =>
  read.unknown
    .filter(({ needed }) => needed)
    .map(({ line, text, why }) => ({ kind: 'unknown', image: targetOf(asked), dockerfile, line, text, why }));
