import { CANCELLED } from '../../builder/program';
import type { CallEvidence, OutcomeTarget, RootCause } from './call-evidence';
import { classifyFailure, exitCodeIn, failureReason, type FailureKind } from './error-words';
import type { Cancelled, DockerfileExcerpt, Failed, Seen } from './outcome';
import type { EndingError } from './read-ending';
import { isCancelled } from '../records/vertex';

type FailedFacts = Omit<Failed, keyof Seen>;

/** Nothing but its class and reason is known of a failure at first. */
const UNKNOWN = {
  kind: 'failed',
  problem: undefined,
  step: undefined,
  excerpt: undefined,
  dockerfile: undefined,
  log: undefined,
  exitCode: undefined,
  sharedWith: [],
} as const;

/** A failure that a vertex shows. */
export function failedByVertex(target: OutcomeTarget, cause: RootCause, evidence: CallEvidence): FailedFacts {
  const { record, role } = cause;
  const error = record.error ?? '';
  const errors = evidence.errors.filter(
    (candidate) => candidate.message.includes(error) && isOf(target, candidate, evidence),
  );
  return {
    ...UNKNOWN,
    ...classifyFailure(error, role),
    reason: failureReason(error),
    step: record.vertex.name,
    log: record.log === '' ? undefined : record.log,
    dockerfile: target.dockerfile,
    exitCode: exitCodeIn(error),
    excerpt: excerptIn(target, errors),
    sharedWith: sharers(target, cause, evidence),
  };
}

/** A failure that only buildx's own words show: no step got so far. */
export const failedByText = (target: OutcomeTarget, error: EndingError): FailedFacts => ({
  ...UNKNOWN,
  ...classifyFailure(error.message),
  reason: failureReason(error.message),
  excerpt: excerptIn(target, [error]),
});

/** The reason why a target has no export although nothing of its own is known to have failed. */
export function unfinishedOf(evidence: CallEvidence): FailedFacts | Omit<Cancelled, keyof Seen> {
  const { exit, errors, failed } = evidence;
  if (exit.interruptedBy !== undefined)
    return { kind: 'cancelled', because: { kind: 'signal', signal: exit.interruptedBy } };
  const [culprit] = failed;
  if (culprit !== undefined) return { kind: 'cancelled', because: { kind: 'target', target: culprit } };
  const message = errors.find((error) => !isCancelled(error.message))?.message;
  return {
    ...UNKNOWN,
    ...kindOf(evidence, message),
    reason: message === undefined ? endOf(evidence) : failureReason(message),
  };
}

function kindOf({ exit, vertices }: CallEvidence, message: string | undefined): FailureKind {
  if (message === undefined)
    return { failureClass: exit.code === CANCELLED ? 'overload' : 'unknown', transient: false };
  const found = classifyFailure(message);
  const hasBegun = vertices.some(({ vertex }) => vertex.targets.length > 0);
  return found.failureClass === 'unknown' && !found.transient && !hasBegun
    ? { failureClass: 'refused', transient: false }
    : found;
}

function endOf({ exit }: CallEvidence): string {
  if (exit.startError !== undefined) return `docker could not be started: ${exit.startError}`;
  if (exit.signalName !== null) return `docker buildx bake was ended by ${exit.signalName}`;
  if (exit.code === CANCELLED) return 'docker buildx bake was cancelled, and nobody asked for it';
  return exit.code === 0
    ? 'docker buildx bake ended well, but said nothing of an export of this target'
    : `docker buildx bake ended with exit code ${exit.code ?? 'unknown'} and no word about this target`;
}

/** The deepest failed target that a target is linked to, directly or not: bake blames any of those in between. */
export const failedBaseOf = (target: OutcomeTarget, evidence: CallEvidence): string | undefined =>
  search(target.bases, { evidence, visited: new Set([target.name]) });

function search(
  names: readonly string[],
  walk: { evidence: CallEvidence; visited: Set<string> },
): string | undefined {
  for (const name of names.filter((candidate) => !walk.visited.has(candidate))) {
    walk.visited.add(name);
    const bases = walk.evidence.targets.find((target) => target.name === name)?.bases ?? [];
    const found = search(bases, walk) ?? (walk.evidence.failed.has(name) ? name : undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The lines that buildx shows are of the blamed target's Dockerfile, or of that of the base that it is built on. */
function isOf(target: OutcomeTarget, error: EndingError, evidence: CallEvidence): boolean {
  const blamed = evidence.targets.find(({ name }) => name === error.target);
  return blamed !== undefined && (failedBaseOf(blamed, evidence) ?? blamed.name) === target.name;
}

/** The other targets of a failed step, but for its dependents: they have no such step in a Dockerfile of their own. */
function sharers(target: OutcomeTarget, cause: RootCause, evidence: CallEvidence): string[] {
  return evidence.targets
    .filter(({ name }) => name !== target.name && cause.targets.includes(name))
    .filter((other) => failedBaseOf(other, evidence) === undefined)
    .map(({ name }) => name);
}

/** buildx knows the file's base name only, so the path is the plan's. */
function excerptIn(target: OutcomeTarget, errors: readonly EndingError[]): DockerfileExcerpt | undefined {
  const source = errors.find((error) => error.source !== undefined)?.source;
  if (source === undefined) return undefined;
  return {
    path: BAKE_FILE.test(source.file) ? source.file : target.dockerfile,
    line: source.line,
    lines: source.lines,
  };
}

/** buildx shows a mistake in a bake file in the same form. */
const BAKE_FILE = /\.(hcl|json|ya?ml)$/;
