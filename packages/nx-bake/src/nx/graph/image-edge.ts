import { leadsTo } from '../../plan/circles';
import type { GraphNote } from '../../report/graph/graph-view';
import type { OpenedDockerfile } from '../planning/open-dockerfile';
import type { ImageTarget } from '../targets/image-target';

/** A project's need for another one, and where its Dockerfile says so. */
export interface ImageEdge {
  readonly source: ImageTarget;
  readonly kind: 'image' | 'file';
  /** A project; where it is an image, also the Nx target that builds it. */
  readonly target: { readonly project: string; readonly target?: string };
  /** As the Dockerfile spells it: an image name, or a path in the workspace. */
  readonly reference: string;
  /** Relative to the workspace root. */
  readonly dockerfile: string;
  /** Whether it needs what a build makes, which no diff shows. */
  readonly isOutput: boolean;
  /** Absent where an option says it. */
  readonly line?: number;
}

/** The edges of images, and notes on what cannot be known or is left out. */
export interface ImageEdges {
  readonly edges: readonly ImageEdge[];
  readonly notes: readonly GraphNote[];
}

/** An image with its Dockerfile. */
export interface OpenedImage extends OpenedDockerfile {
  readonly imageTarget: ImageTarget;
}

export const targetOf = ({ project, target }: ImageTarget): { project: string; target: string } => ({
  project,
  target,
});

/** Drops the edges that are part of a cycle, which would be a cycle of tasks. */
export function withoutCycles(edges: readonly ImageEdge[]): ImageEdge[] {
  const arrows = arrowsOf(edges);
  return edges.filter(({ source, target }) => !leadsTo(arrows, keyOf(target), keyOf(source)));
}

/** The bases of each image. */
export function arrowsOf(edges: readonly ImageEdge[]): Map<string, Set<string>> {
  const arrows = new Map<string, Set<string>>();
  for (const { source, target } of edges)
    arrows.set(keyOf(source), (arrows.get(keyOf(source)) ?? new Set()).add(keyOf(target)));
  return arrows;
}

/** One string for one target: no project's name has a line end. */
export const keyOf = ({ project, target = '' }: ImageEdge['target']): string => `${project}\n${target}`;
