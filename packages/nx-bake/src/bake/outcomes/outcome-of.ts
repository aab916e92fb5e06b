import type { CallEvidence, OutcomeTarget } from './call-evidence';
import { exportedOf } from './exported-of';
import { failedBaseOf } from './failed-base-of';
import { failedByText, failedByVertex } from './failed-outcome';
import type { Outcome } from './outcome';
import { allCached, seenOf } from './seen-of';
import { unfinishedOf } from './unfinished-of';

/** The outcome of one target: its own failure first, then what it stands on, then its own export, then why it has none. */
export function outcomeOf(target: OutcomeTarget, evidence: CallEvidence): Outcome {
  const vertices = evidence.vertices.filter(({ vertex }) => vertex.targets.includes(target.name));
  const seen = seenOf(target, vertices);
  const base = failedBaseOf(target, evidence);
  if (base !== undefined) {
    return { kind: 'skipped', base, ...seen };
  }
  const cause = evidence.causes.find(({ targets }) => targets.includes(target.name));
  if (cause !== undefined) {
    return { ...failedByVertex(target, cause, evidence), ...seen };
  }
  const exported = exportedOf(target, vertices, evidence.exit);
  if (exported !== undefined) {
    return { kind: allCached(vertices) ? 'reused' : 'built', ...exported, ...seen };
  }
  const error = evidence.errors.find((candidate) => candidate.target === target.name);
  if (error !== undefined && evidence.failed.has(target.name)) {
    return { ...failedByText(target, error), ...seen };
  }
  return { ...unfinishedOf(evidence), ...seen };
}
