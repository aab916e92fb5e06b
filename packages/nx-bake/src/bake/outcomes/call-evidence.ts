import type { OutputKind } from '../../plan/bake-plan';
import { isEngineGone } from './error-words';
import { readEnding, type EndingError } from './read-ending';
import type { Collector } from '../records/collect';
import { isCancelled, type VertexRecord } from '../records/vertex';
import { roleOf, type VertexRole } from '../records/vertex-role';

/** A target of the call, linked ones included, as far as its outcome depends on it. */
export interface OutcomeTarget {
  readonly name: string;
  /** The output in this call: a target that is only linked to is `cacheonly`, whatever its own output is. */
  readonly output: OutputKind;
  /** Its full image references. */
  readonly refs: readonly string[];
  /** The user's Dockerfile, relative to the workspace root. */
  readonly dockerfile: string;
  /** The targets of this call that it is linked to (`target:x`). */
  readonly bases: readonly string[];
}

/** The end of the call. */
export interface BakeExit {
  readonly code: number | null;
  readonly signalName: string | null;
  /** Docker could not be started at all: `ENOENT`. */
  readonly startError?: string | undefined;
  /** The signal on which *we* stopped it. */
  readonly interruptedBy?: string | undefined;
}

export interface BakeCall {
  readonly targets: readonly OutcomeTarget[];
  readonly exit: BakeExit;
  /** The vertices of the run's calls before this one. */
  readonly earlier?: readonly VertexRecord[];
}

/** A vertex that failed by itself: not a victim, and not a cache that BuildKit does without. */
export interface RootCause {
  readonly record: VertexRecord;
  readonly role: VertexRole;
  readonly targets: readonly string[];
}

/** Everything that one call showed, read once for all its targets. */
export interface CallEvidence extends BakeCall {
  readonly vertices: readonly VertexRecord[];
  readonly causes: readonly RootCause[];
  readonly errors: readonly EndingError[];
  /** The targets that failed by themselves. */
  readonly failed: ReadonlySet<string>;
}

export function readEvidence(collector: Collector, call: BakeCall): CallEvidence {
  const vertices = sinceBegin(collector.vertices(), call.earlier ?? []);
  // an engine that hangs up on who has stopped the call is no failure
  const isVictim = (error: string): boolean => call.exit.interruptedBy !== undefined && isEngineGone(error);
  const causes = rootCauses(vertices).filter(({ record }) => !isVictim(record.error ?? ''));
  const errors = attributed(readEnding(collector.textLines()), call).filter(
    ({ message }) => !isVictim(message),
  );
  return { ...call, vertices, causes, errors, failed: failedTargets(causes, errors) };
}

/**
 * A call that finishes what an earlier one of the same run began finds steps in the cache that this very run has put
 * there. They count as done, not as cached.
 */
function sinceBegin(
  vertices: readonly VertexRecord[],
  earlier: readonly VertexRecord[],
): readonly VertexRecord[] {
  const ran = new Set(earlier.filter(({ state }) => state === 'completed').flatMap(stepKeys));
  return vertices.map((record) =>
    record.state === 'cached' && stepKeys(record).some((key) => ran.has(key))
      ? { ...record, state: 'completed' }
      : record,
  );
}

/**
 * The keys of a step, by target and instruction: digests change with each session, and a shared step keeps the name of
 * only one of its targets.
 */
const stepKeys = ({ vertex: { name, targets } }: VertexRecord): string[] =>
  roleOf(name) === 'step' ? targets.map((target) => `${target} ${name.replace(/^\[[^\]]*\] /u, '')}`) : [];

/** A cache that is not there yet, or that could not be written (`ignore-error`), is no failure of the image. */
const HARMLESS: readonly VertexRole[] = ['cache-import', 'cache-export', 'provenance'];

const rootCauses = (vertices: readonly VertexRecord[]): RootCause[] =>
  vertices
    .filter(({ state }) => state === 'failed')
    .map((record) => ({ record, role: roleOf(record.vertex.name), targets: record.vertex.targets }))
    .filter(({ role, targets }) => targets.length > 0 && !HARMLESS.includes(role));

/** In a call with one target, every error is that target's. */
function attributed(errors: readonly EndingError[], { targets }: BakeCall): readonly EndingError[] {
  const [only] = targets;
  return targets.length === 1 && only !== undefined
    ? errors.map((error) => ({ ...error, target: only.name }))
    : errors;
}

/**
 * The targets that failed by themselves: through a vertex; and only where no vertex failed (a Dockerfile that cannot
 * be read), those that buildx names.
 */
function failedTargets(causes: readonly RootCause[], errors: readonly EndingError[]): ReadonlySet<string> {
  if (causes.length > 0) return new Set(causes.flatMap(({ targets }) => targets));
  const named = errors.filter(({ message }) => !isCancelled(message));
  return new Set(named.flatMap(({ target }) => target ?? []));
}
