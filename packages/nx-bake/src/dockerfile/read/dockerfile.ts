/** A Dockerfile, as far as it can be known without running it. Plain data, in the order of the file. */
export interface Dockerfile {
  readonly stages: readonly Stage[];
  /** Every use of an image that is no stage of this file. `scratch` is no image. */
  readonly images: readonly ImageUse[];
  /** Every path that is read from the build context. */
  readonly localSources: readonly LocalSource[];
  /** Paths and commands inside the image, which tell where the context's files came from. */
  readonly mentions: readonly Mention[];
  /** Everything that was left out because it cannot be known, or cannot be read. The engine itself reports errors. */
  readonly unknown: readonly Unknown[];
}

export interface Stage {
  readonly index: number;
  /** Lower case, as BuildKit keeps it. */
  readonly name?: string;
  readonly base: Reference;
  readonly platform?: string;
  readonly line: number;
  /** The stages that this one reads: its base, `COPY --from` and `RUN --mount=…,from=`. */
  readonly reads: readonly number[];
  /** The build of the wanted target needs this stage: BuildKit skips the others. */
  readonly needed: boolean;
}

export type Reference =
  | { readonly kind: 'image'; readonly name: string }
  | { readonly kind: 'stage'; readonly index: number }
  | { readonly kind: 'scratch' }
  | { readonly kind: 'unknown'; readonly text: string; readonly why: string };

/** The instruction that something was read from. */
export interface Place {
  readonly instruction: string;
  /** Line of the instruction's first word, counted from 1. */
  readonly line: number;
  /** Index of its stage; -1 before the first FROM. */
  readonly stage: number;
  /** It acts in the images built on this one, not in this one. */
  readonly onbuild: boolean;
}

/** `needed` is false in a stage that is skipped, and for an ONBUILD trigger. */
export interface Use extends Place {
  readonly needed: boolean;
}

export interface ImageUse extends Use {
  /** The name after substitution, not normalised: `node:22`, `docker.io/library/node:22`. */
  readonly name: string;
}

export interface LocalSource extends Use {
  /** Relative to the build context, without `./`, leading or trailing `/`; `.` is the whole context. */
  readonly source: string;
  readonly wildcard: boolean;
}

export interface Mention extends Use {
  readonly text: string;
}

export interface Unknown extends Use {
  readonly text: string;
  readonly why: string;
  /** A pattern for the part of the build context that may be read: as {@link LocalSource}, with `**` for any path. */
  readonly source?: string;
}

export interface ReadSettings {
  /** Every build argument of the build: one that is not here has no value but its default. */
  readonly args: Readonly<Record<string, string>>;
  /** The stage to build; without it, the last. */
  readonly target?: string;
  /**
   * `linux/amd64` and the like. What depends on a platform that is not given is unknown;
   * for an image of several platforms, read once for each.
   */
  readonly platforms?: { readonly build?: string; readonly target?: string };
}
