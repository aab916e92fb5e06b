import type { OutputKind } from '../../plan/bake-plan';
import type { EndingError } from './read-ending';
import type { RootCause } from './root-causes';
import type { VertexRecord } from '../records/vertex-record';

/** What an outcome needs to know of a target of the call, linked ones included. */
export interface OutcomeTarget {
  readonly name: string;
  /** What this call makes of it: a target that is only linked to is `cacheonly`, whatever its own output is. */
  readonly output: OutputKind;
  /** Its full image references. */
  readonly refs: readonly string[];
  /** The user's Dockerfile, relative to the workspace root. */
  readonly dockerfile: string;
  /** The targets of this call that it is linked to (`target:x`). */
  readonly bases: readonly string[];
}

/** How the call ended. */
export interface BakeExit {
  readonly code: number | null;
  readonly signalName: string | null;
  /** Docker could not be started at all: `ENOENT`. */
  readonly startError?: string;
  /** The signal on which *we* stopped it. */
  readonly interruptedBy?: string;
}

export interface BakeCall {
  readonly targets: readonly OutcomeTarget[];
  readonly exit: BakeExit;
  /** What the run's calls before this one showed. */
  readonly earlier?: readonly VertexRecord[];
}

/** Everything that one call showed, read once for all its targets. */
export interface CallEvidence extends BakeCall {
  readonly vertices: readonly VertexRecord[];
  readonly causes: readonly RootCause[];
  readonly errors: readonly EndingError[];
  /** The targets that failed by themselves. */
  readonly failed: ReadonlySet<string>;
}
