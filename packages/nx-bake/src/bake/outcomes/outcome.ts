import type { Problem } from '../../problems';

/** How many steps of the target's Dockerfile there were, and how many needed no work. */
export interface StepCount {
  readonly total: number;
  readonly cached: number;
}

/** What every outcome knows. Times are epoch milliseconds; absent where the target never began. */
export interface Seen {
  readonly startTime?: number;
  readonly endTime?: number;
  readonly steps: StepCount;
  /** What did not stop the build and still should be read: a cache that could not be written, a Dockerfile check. */
  readonly warnings: readonly string[];
}

/** A target whose own export completed. */
interface Exported extends Seen {
  /** The digest of the image, or of the image index where there is one. */
  readonly digest?: string;
  /** The references under which it was pushed, as the registry confirmed them. */
  readonly pushed: readonly string[];
  /** The references under which the engine's image store has it. */
  readonly loaded: readonly string[];
}

/** At least one step had to run. */
export interface Built extends Exported {
  readonly kind: 'built';
}

/** No step had to run. */
export interface Reused extends Exported {
  readonly kind: 'reused';
}

/** What kind of failure it is: the retry logic decides by this. */
export type FailureClass =
  /** A step of the Dockerfile failed: the user's to correct. */
  | 'step'
  /** The Dockerfile cannot be read or names what is not there. */
  | 'dockerfile'
  /** A pull or a push failed. */
  | 'registry'
  /** A cache that was imported is broken: the same build without that import works. */
  | 'cache-import'
  /** A cache cannot even be opened for writing: the same build without that export works. */
  | 'cache-export'
  /** The engine lost something of its own: the very same build works. */
  | 'engine'
  /** The engine could not serve so many targets at once: fewer in one call work. */
  | 'overload'
  /** What the Dockerfile copies could not be built; bake was not asked for it. */
  | 'build'
  /** Nothing of the above was seen. */
  | 'unknown';

/** The part of a Dockerfile that buildx points at. */
export interface DockerfileExcerpt {
  /** The user's file, as the plan names it. */
  readonly path: string;
  readonly line: number;
  /** The lines around it as buildx shows them, the culprit marked with `>>>`. */
  readonly lines: readonly string[];
}

/** The target's own failure. */
export interface Failed extends Seen {
  readonly kind: 'failed';
  readonly failureClass: FailureClass;
  /** Whether trying the very same again may help: a network's or a registry's passing trouble. */
  readonly transient: boolean;
  /** One line, without the call chain's repetitions. */
  readonly reason: string;
  /** Where more is to be said: with its code and the next step. */
  readonly problem?: Problem;
  /** `[build 2/3] RUN npm ci`; absent when no step got so far. */
  readonly step?: string;
  readonly excerpt?: DockerfileExcerpt;
  /** The user's file, as the plan names it, where it is the file's or a step's failure. */
  readonly dockerfile?: string;
  /** What the failing step wrote, cut in the middle where it was too much. */
  readonly log?: string;
  /** Of the failing command. */
  readonly exitCode?: number;
  /** The other targets that failed through the very same step. */
  readonly sharedWith: readonly string[];
}

/** Stopped before its end through no fault of its own. */
export interface Cancelled extends Seen {
  readonly kind: 'cancelled';
  readonly because:
    | { readonly kind: 'target'; readonly target: string }
    | { readonly kind: 'signal'; readonly signal: string };
}

/** Not built because an image that it stands on failed. */
export interface Skipped extends Seen {
  readonly kind: 'skipped';
  /** The target of that image. */
  readonly base: string;
}

export type Outcome = Built | Reused | Failed | Cancelled | Skipped;

/** A target that another one's failure kept from starting at all: for callers that never handed it to bake. */
export const skipped = (base: string): Skipped => ({
  kind: 'skipped',
  base,
  steps: { total: 0, cached: 0 },
  warnings: [],
});
