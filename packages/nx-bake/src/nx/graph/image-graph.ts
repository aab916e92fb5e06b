import { posix } from 'node:path';
import { findBases } from '../../plan/image-claims';
import { linksOf } from '../../plan/links';
import type { ProjectAt } from '../../plan/project-at';
import type { Asked } from '../requests/asked';
import { readRequest, type ReadRequest } from '../requests/read-request';
import type { Workspace } from '../requests/read-request';
import { isSameTarget, type WorkspaceImage, type WorkspaceImages } from '../workspace-images';

/** That one project needs another one, and where its Dockerfile says so. */
export interface ImageEdge {
  readonly source: Asked;
  readonly kind: 'image' | 'file';
  /** A project; where it is an image, also the Nx target that builds it. */
  readonly target: { readonly project: string; readonly target?: string };
  /** As the Dockerfile spells it: an image name, or a path in the workspace. */
  readonly reference: string;
  /** Relative to the workspace root. */
  readonly dockerfile: string;
  /** Absent where an option says it. */
  readonly line?: number;
}

export interface GraphQuestion {
  readonly workspace: Workspace;
  readonly images: WorkspaceImages;
  readonly projectAt: ProjectAt;
}

/**
 * The edges of all images. A project whose options are wrong, or whose Dockerfile is not there, has none: its own build
 * complains. An image that two projects claim is no edge: who builds on it is told.
 */
export function imageGraph(all: readonly Asked[], question: GraphQuestion): ImageEdge[] {
  return all.flatMap((asked) => {
    const read = readRequest(asked, question.workspace);
    if (!read.ok) return [];
    const { edges } = question.workspace;
    return [
      ...(edges.images ? imageEdges(read.value, question) : []),
      ...(edges.files ? fileEdges(read.value, question) : []),
    ];
  });
}

function imageEdges({ asked, request, read }: ReadRequest, { images }: GraphQuestion): ImageEdge[] {
  const { dockerfile } = request;
  const names = request.images.map(({ name }) => name);
  const named = findBases(names, images.claims, (image) => isSameTarget(image.asked, asked)).flatMap(
    ({ name, claimants: [image, ...others] }) => {
      const line = read.images.find((use) => use.name === name)?.line;
      return image === undefined || others.length > 0 ? [] : [edgeTo(image, { reference: name, line })];
    },
  );
  const linked = linksOf(request.passedOn).flatMap(({ name, base }) => {
    const image = images.byTarget.get(base);
    return image === undefined ? [] : [edgeTo(image, { reference: name, line: undefined })];
  });
  return [...named, ...linked].map((edge) => ({ source: asked, kind: 'image', dockerfile, ...edge }));
}

const edgeTo = (
  { asked }: WorkspaceImage,
  { reference, line }: { reference: string; line: number | undefined },
): Pick<ImageEdge, 'target' | 'reference' | 'line'> => ({
  target: { project: asked.project, target: asked.target },
  reference,
  ...(line === undefined ? {} : { line }),
});

function fileEdges(
  { asked, request, read, options }: ReadRequest,
  { workspace, projectAt }: GraphQuestion,
): ImageEdge[] {
  const copied = read.localSources
    .filter(({ needed }) => needed)
    .map(({ source, line }) => ({ path: posix.join(request.context, source), line }));
  const named = Object.values(options.contexts ?? {}).map((path) => ({ path: posix.normalize(path) }));
  return [...copied, ...named].flatMap(({ path, ...at }) => {
    const project = projectAt(path);
    if (project === undefined || project === asked.project || workspace.edges.isIgnored(path)) return [];
    return [
      {
        source: asked,
        kind: 'file' as const,
        target: { project },
        reference: path,
        dockerfile: request.dockerfile,
        ...at,
      },
    ];
  });
}

/** Without those that lead back to where they come from, which would be a circle of tasks. */
export function withoutCircles(edges: readonly ImageEdge[]): ImageEdge[] {
  const next = new Map<string, Set<string>>();
  for (const { source, target } of edges)
    next.set(source.project, (next.get(source.project) ?? new Set()).add(target.project));
  const reaches = (from: string, to: string): boolean => {
    const seen = new Set([from]);
    for (const project of seen) for (const target of next.get(project) ?? []) seen.add(target);
    return seen.has(to);
  };
  return edges.filter(({ source, target }) => !reaches(target.project, source.project));
}
