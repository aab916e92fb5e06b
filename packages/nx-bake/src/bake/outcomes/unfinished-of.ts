import { CANCELLED } from '../../builder/program';
import type { CallEvidence } from './call-evidence';
import { classifyFailure } from './classify-failure';
import { failureReason } from './failure-reason';
import type { Cancelled, Failed, Seen } from './outcome';
import { isCancelled } from '../records/vertex-view';

type Facts = Omit<Failed, keyof Seen> | Omit<Cancelled, keyof Seen>;

/** Why a target has no export although nothing of its own is known to have failed. */
export function unfinishedOf(evidence: CallEvidence): Facts {
  const { exit, errors, failed } = evidence;
  if (exit.interruptedBy !== undefined) {
    return { kind: 'cancelled', because: { kind: 'signal', signal: exit.interruptedBy } };
  }
  const [culprit] = failed;
  if (culprit !== undefined) {
    return { kind: 'cancelled', because: { kind: 'target', target: culprit } };
  }
  const message = errors.find((error) => !isCancelled(error.message))?.message;
  const unasked = exit.code === CANCELLED && message === undefined;
  return {
    kind: 'failed',
    ...(unasked ? { failureClass: 'overload', transient: false } : classifyFailure(message ?? '')),
    reason: message === undefined ? endOf(evidence) : failureReason(message),
    sharedWith: [],
  };
}

function endOf({ exit }: CallEvidence): string {
  if (exit.startError !== undefined) {
    return `docker could not be started: ${exit.startError}`;
  }
  if (exit.signalName !== null) {
    return `docker buildx bake was ended by ${exit.signalName}`;
  }
  if (exit.code === CANCELLED) {
    return 'docker buildx bake was cancelled, and nobody asked for it';
  }
  return exit.code === 0
    ? 'docker buildx bake ended well, but said nothing of an export of this target'
    : `docker buildx bake ended with exit code ${exit.code ?? 'unknown'} and no word about this target`;
}
