/** The images of a workspace and all that they are built from, for display: plain data, sorted. */
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
  /** The names of the image, with its registry. Empty where its options are wrong. */
  readonly tags: readonly string[];
  /** The path relative to the workspace root. Absent where the file does not exist. */
  readonly dockerfile?: string;
}

/** An image's need of another one, or of a folder of another project. */
export interface GraphEdge {
  readonly source: ImageTarget;
  /** A project; where it is an image, also the Nx target that builds it. */
  readonly target: { readonly project: string; readonly target?: string };
  readonly kind: 'image' | 'file';
  /** The spelling of the Dockerfile: an image name, or a path in the workspace. */
  readonly reference: string;
  readonly dockerfile: string;
  /** Absent where an option says it. */
  readonly line?: number;
}

/** A reason why something is not in the graph, or is there and may be meant otherwise. */
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
  | {
      /** Nx is not told of it: the other project depends on this one, and a cycle would stop every task. */
      readonly kind: 'cycle';
      readonly dockerfile: string;
      readonly line?: number;
      readonly reference: string;
      readonly project: string;
    }
  /** Wrong options, or no Dockerfile: as its own build would say. */
  | { readonly kind: 'unreadable'; readonly problems: readonly string[] }
);
