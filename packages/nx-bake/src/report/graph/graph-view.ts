/** What is shown of the images of a workspace and of what they are built from: plain data, sorted. */
export interface GraphView {
  readonly images: readonly GraphImage[];
  readonly edges: readonly GraphEdge[];
  /** Images that are built on each other: paths that end where they begin. */
  readonly circles: readonly (readonly ImageTarget[])[];
  readonly notes: readonly GraphNote[];
}

/** An Nx target that builds an image. */
export interface ImageTarget {
  readonly project: string;
  readonly target: string;
}

export interface GraphImage extends ImageTarget {
  /** What the image is called, with its registry. None where its options are wrong. */
  readonly tags: readonly string[];
  /** Relative to the workspace root. Absent where it is not there. */
  readonly dockerfile?: string;
}

/** That an image needs another one, or a folder of another project. */
export interface GraphEdge {
  readonly source: ImageTarget;
  /** A project; where it is an image, also the Nx target that builds it. */
  readonly target: { readonly project: string; readonly target?: string };
  readonly kind: 'image' | 'file';
  /** As the Dockerfile spells it: an image name, or a path in the workspace. */
  readonly reference: string;
  readonly dockerfile: string;
  /** Absent where an option says it. */
  readonly line?: number;
}

/** Why something is not in the graph, or is there and may be meant otherwise. */
export type GraphNote = { readonly image: ImageTarget } & (
  | {
      /** A part of a Dockerfile cannot be known without running it. */
      readonly kind: 'unknown';
      readonly dockerfile: string;
      readonly line: number;
      readonly text: string;
      readonly why: string;
    }
  | {
      /** Several targets build an image of that name. */
      readonly kind: 'claimed';
      readonly dockerfile: string;
      readonly line?: number;
      readonly reference: string;
      readonly claimants: readonly ImageTarget[];
    }
  | {
      /** A name that is also one of Docker Hub's official images, taken for the workspace's. */
      readonly kind: 'short-name';
      readonly dockerfile: string;
      readonly line?: number;
      readonly reference: string;
      readonly base: ImageTarget;
    }
  /** Wrong options, or no Dockerfile: as its own build would say. */
  | { readonly kind: 'unreadable'; readonly problems: readonly string[] }
);
