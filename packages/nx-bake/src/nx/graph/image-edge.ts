import type { GraphNote } from '../../report/graph/graph-view';
import type { ImageTarget } from '../targets/image-target';
import type { OpenedDockerfile } from '../planning/open-dockerfile';

/** That one project needs another one, and where its Dockerfile says so. */
export interface ImageEdge {
  readonly source: ImageTarget;
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

/** What is read of images, and what cannot be known or is left out. */
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
