import type { Failed, Outcome } from '../bake/outcomes/outcome';
import { unreachable } from '../result';
import { visible } from './visible';

/** Target name → the project that people know it by. */
export type Labels = ReadonlyMap<string, string>;

/** The reason why a target was not built, in a few words. */
export function because(outcome: Outcome, labels: Labels): string {
  const named = (target: string): string => labels.get(target) ?? target;
  switch (outcome.kind) {
    case 'built':
    case 'reused':
      return '';
    case 'failed':
      return shortReason(outcome);
    case 'skipped':
      return `its base image ${named(outcome.base)} failed`;
    case 'cancelled':
      return outcome.because.kind === 'signal'
        ? `stopped by ${outcome.because.signal}`
        : `stopped when ${named(outcome.because.target)} failed`;
    default:
      return unreachable(outcome);
  }
}

const LONGEST_REASON = 60;

/** `services/mail/Dockerfile:2: exit code: 7` */
function shortReason({ excerpt, reason }: Failed): string {
  const shown = visible(reason);
  const short = shown.length > LONGEST_REASON ? `${shown.slice(0, LONGEST_REASON - 1)}…` : shown;
  return excerpt === undefined ? short : `${excerpt.path}:${excerpt.line}: ${short}`;
}

/** The place where the image is now. */
export function whereabouts(outcome: Outcome): string {
  if (outcome.kind !== 'built' && outcome.kind !== 'reused') {
    return '';
  }
  if (outcome.pushed.length > 0) {
    if (outcome.sameInputs !== undefined) return 'same inputs';
    return outcome.unchanged === undefined ? 'pushed' : 'unchanged';
  }
  return outcome.loaded.length > 0 ? 'loaded' : 'cache only';
}

/** `sha256:` and twelve digits, as docker's own lists show it. */
export const shortDigest = (digest: string): string => digest.slice(0, 'sha256:'.length + 12);

export function durationOf({ startTime, endTime }: Outcome): number | undefined {
  return startTime === undefined || endTime === undefined ? undefined : endTime - startTime;
}
