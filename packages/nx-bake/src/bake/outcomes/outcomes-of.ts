import type { BakeCall, CallEvidence } from './call-evidence';
import { isEngineGone } from './classify-failure';
import type { Collector } from '../records/collect';
import { failedTargets } from './failed-targets';
import type { Outcome } from './outcome';
import { outcomeOf } from './outcome-of';
import { readEnding, type EndingError } from './read-ending';
import { rootCauses } from './root-causes';
import { sinceBegin } from './since-begin';

export type { BakeCall, BakeExit, OutcomeTarget } from './call-evidence';

/** One outcome for each target of the call, in the given order. Says only what was seen. */
export function outcomesOf(collector: Collector, call: BakeCall): ReadonlyMap<string, Outcome> {
  const vertices = sinceBegin(collector.vertices(), call.earlier ?? []);
  // an engine that hangs up on who has stopped the call is no failure
  const isVictim = (error: string): boolean => call.exit.interruptedBy !== undefined && isEngineGone(error);
  const causes = rootCauses(vertices).filter(({ record }) => !isVictim(record.error ?? ''));
  const errors = attributed(readEnding(collector.textLines()), call).filter(
    ({ message }) => !isVictim(message),
  );
  const evidence: CallEvidence = { ...call, vertices, causes, errors, failed: failedTargets(causes, errors) };
  return new Map(call.targets.map((target) => [target.name, outcomeOf(target, evidence)]));
}

/** In a call with one target, every error is that target's. */
function attributed(errors: readonly EndingError[], { targets }: BakeCall): readonly EndingError[] {
  const [only] = targets;
  return targets.length === 1 && only !== undefined
    ? errors.map((error) => ({ ...error, target: only.name }))
    : errors;
}
