import { readEvidence, type BakeCall, type CallEvidence, type OutcomeTarget } from './call-evidence';
import { exportedOf } from './exported-of';
import { failedBaseOf, failedByText, failedByVertex, unfinishedOf } from './failed-outcome';
import type { Outcome } from './outcome';
import { allCached, seenOf } from './seen-of';
import type { Collector } from '../records/collect';

/** One outcome for each target of the call, in the given order. Says only what was seen. */
export function outcomesOf(collector: Collector, call: BakeCall): ReadonlyMap<string, Outcome> {
  const evidence = readEvidence(collector, call);
  return new Map(call.targets.map((target) => [target.name, outcomeOf(target, evidence)]));
}

/** Looks first for the target's own failure, then for a base's, then for its own export, then for why it has none. */
function outcomeOf(target: OutcomeTarget, evidence: CallEvidence): Outcome {
  const vertices = evidence.vertices.filter(({ vertex }) => vertex.targets.includes(target.name));
  const seen = seenOf(target, vertices);
  const base = failedBaseOf(target, evidence);
  if (base !== undefined) return { kind: 'skipped', base, ...seen };
  const cause = evidence.causes.find(({ targets }) => targets.includes(target.name));
  if (cause !== undefined) return { ...failedByVertex(target, cause, evidence), ...seen };
  const exported = exportedOf(target, vertices, evidence.exit);
  if (exported !== undefined) return { kind: allCached(vertices) ? 'reused' : 'built', ...exported, ...seen };
  const error = evidence.errors.find((candidate) => candidate.target === target.name);
  if (error !== undefined && evidence.failed.has(target.name))
    return { ...failedByText(target, error), ...seen };
  return { ...unfinishedOf(evidence), ...seen };
}
