import type { CallEvidence, OutcomeTarget } from './call-evidence';
import { failedBaseOf } from './failed-base-of';
import { classifyFailure } from './classify-failure';
import { exitCodeIn, failureReason } from './failure-reason';
import type { DockerfileExcerpt, Failed, Seen } from './outcome';
import type { EndingError, EndingSource } from './read-ending';
import type { RootCause } from './root-causes';

type FailedFacts = Omit<Failed, keyof Seen>;

/** A failure that a vertex shows. */
export function failedByVertex(target: OutcomeTarget, cause: RootCause, evidence: CallEvidence): FailedFacts {
  const error = cause.record.error ?? '';
  const exitCode = exitCodeIn(error);
  return {
    kind: 'failed',
    ...classifyFailure(error, cause.role),
    reason: failureReason(error),
    step: cause.record.vertex.name,
    ...(cause.record.log !== '' && { log: cause.record.log }),
    dockerfile: target.dockerfile,
    ...(exitCode !== undefined && { exitCode }),
    ...excerptIn(
      target,
      evidence.errors.filter(
        (candidate) => candidate.message.includes(error) && isOf(target, candidate, evidence),
      ),
    ),
    sharedWith: sharers(target, cause, evidence),
  };
}

/** A failure that only buildx's own words show: no step got so far. */
export function failedByText(target: OutcomeTarget, error: EndingError): FailedFacts {
  return {
    kind: 'failed',
    ...classifyFailure(error.message),
    reason: failureReason(error.message),
    ...excerptIn(target, [error]),
    sharedWith: [],
  };
}

/** The lines that buildx shows are of the blamed target's Dockerfile, or of that of the base on which it stands. */
function isOf(target: OutcomeTarget, error: EndingError, evidence: CallEvidence): boolean {
  const blamed = evidence.targets.find(({ name }) => name === error.target);
  return blamed !== undefined && (failedBaseOf(blamed, evidence) ?? blamed.name) === target.name;
}

/** Without those that stand on it: they have no such step in a Dockerfile of their own. */
function sharers(target: OutcomeTarget, cause: RootCause, evidence: CallEvidence): string[] {
  return evidence.targets
    .filter(({ name }) => name !== target.name && cause.targets.includes(name))
    .filter((other) => failedBaseOf(other, evidence) === undefined)
    .map(({ name }) => name);
}

/** buildx knows the file's base name only, so the path is the plan's. */
function excerptIn(target: OutcomeTarget, errors: readonly EndingError[]): { excerpt?: DockerfileExcerpt } {
  const source = errors.find(
    (error): error is EndingError & { source: EndingSource } => error.source !== undefined,
  )?.source;
  return source === undefined
    ? {}
    : {
        excerpt: {
          path: BAKE_FILE.test(source.file) ? source.file : target.dockerfile,
          line: source.line,
          lines: source.lines,
        },
      };
}

/** buildx shows a mistake in a bake file in the same form. */
const BAKE_FILE = /\.(hcl|json|ya?ml)$/;
