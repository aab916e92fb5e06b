import type { ReadSettings } from '../../dockerfile/read/dockerfile';

/** A Dockerfile and what is to be read from it, in short texts; a list that is not there is empty. */
export interface DockerfileCase extends Partial<DockerfileSummary> {
  readonly name: string;
  readonly lines: readonly string[];
  readonly settings?: Partial<ReadSettings>;
  /** A part of BuildKit's own words where it refuses the file. */
  readonly refused?: string;
  /** Why BuildKit can resolve the file, but not build it in a test. */
  readonly unbuilt?: string;
  /** Why not every BuildKit can be asked. */
  readonly unjudged?: string;
}

export interface DockerfileSummary {
  /** `name < base`: an image, `#` and the number of a stage, `scratch`, or `?` where it cannot be known. */
  readonly stages: readonly string[];
  /** `line instruction image` */
  readonly images: readonly string[];
  /** `line instruction path` */
  readonly sources: readonly string[];
  /** `line instruction text: why` */
  readonly unknown: readonly string[];
}
