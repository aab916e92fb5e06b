import type { Problem } from '../../problems';

/** The number of steps of the target's Dockerfile, and of those that needed no work. */
export interface StepCount {
  readonly total: number;
  readonly cached: number;
}

/** The part of every outcome. Times are epoch milliseconds; undefined where the target never began. */
export interface Seen {
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
  readonly steps: StepCount;
  /** Things that did not stop the build and still should be read: a cache that could not be written, a Dockerfile check. */
  readonly warnings: readonly string[];
}

/** A target whose own export completed. */
interface Exported extends Seen {
  /** The digest of the image, or of the image index where there is one. */
  readonly digest: string | undefined;
  /** The digests of its manifests, one for each platform, attestations left out. They change with its content only. */
  readonly manifests: readonly string[];
  /** The references under which it was pushed, as the registry confirmed them. */
  readonly pushed: readonly string[];
  /** The references under which the engine's image store has it. */
  readonly loaded: readonly string[];
  /** Set where the tags keep the index that they had, as the image is the same; `built` is the digest that was pushed. */
  readonly unchanged?: { readonly built: string | undefined };
  /** Set where nothing was built, as the registry has an image of the same inputs: the tag of its key. */
  readonly sameInputs?: { readonly tag: string };
}

/** At least one step had to run. */
export interface Built extends Exported {
  readonly kind: 'built';
}

/** No step had to run. */
export interface Reused extends Exported {
  readonly kind: 'reused';
}

/** The kind of a failure: the retry logic decides by this. */
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
  /** A build outside docker whose result the Dockerfile copies failed, so bake was not asked for the target. */
  | 'build'
  /** buildx refused the call before it built anything, and named no target: any one may be to blame. */
  | 'refused'
  /** None of the above. */
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
  /** Trying the very same again may help: a network's or a registry's transient trouble. */
  readonly transient: boolean;
  /** One line, without the call chain's repetitions. */
  readonly reason: string;
  /** Set when the failure has a problem code and advice. */
  readonly problem: Problem | undefined;
  /** `[build 2/3] RUN npm ci`; undefined when no step got so far. */
  readonly step: string | undefined;
  readonly excerpt: DockerfileExcerpt | undefined;
  /** The user's file, as the plan names it, where it is the file's or a step's failure. */
  readonly dockerfile: string | undefined;
  /** The output of the failing step, cut in the middle where it was too much. */
  readonly log: string | undefined;
  /** The exit code of the failing command. */
  readonly exitCode: number | undefined;
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

/** An image is skipped when one that it is built on failed. */
export interface Skipped extends Seen {
  readonly kind: 'skipped';
  /** The target of that image. */
  readonly base: string;
}

export type Outcome = Built | Reused | Failed | Cancelled | Skipped;

/** A target that never began has nothing to show. */
export const NOTHING_SEEN: Seen = {
  startTime: undefined,
  endTime: undefined,
  steps: { total: 0, cached: 0 },
  warnings: [],
};

/** A failure that bake did not show: of our own, or before bake was called. */
export const unseenFailure = (
  facts: Pick<Failed, 'failureClass' | 'reason'> & Partial<Omit<Failed, 'kind'>>,
): Failed => ({
  kind: 'failed',
  ...NOTHING_SEEN,
  transient: false,
  problem: undefined,
  step: undefined,
  excerpt: undefined,
  dockerfile: undefined,
  log: undefined,
  exitCode: undefined,
  sharedWith: [],
  ...facts,
});
