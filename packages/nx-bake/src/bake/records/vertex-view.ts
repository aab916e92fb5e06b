import type { StatusVertex } from './solve-status';

export type VertexState = 'pending' | 'running' | 'cancelled' | 'cached' | 'completed' | 'failed';

/** A vertex's life as one target saw it. Each target has a clock of its own, some milliseconds off the others'. */
export interface VertexView {
  readonly state: VertexState;
  readonly startedAt?: number;
  readonly completedAt?: number;
  readonly error?: string;
}

export const UNSEEN: VertexView = { state: 'pending' };

/** What was stopped says so, whatever else its error may be: a killed process has an exit code as well. */
export const isCancelled = (error: string): boolean => error.includes('context canceled');

/** The view after one more record. */
export function advanceView(view: VertexView, seen: StatusVertex): VertexView {
  const state = nextState(view.state, seen);
  const startedAt = view.startedAt ?? seen.started;
  const completedAt = seen.completed ?? view.completedAt;
  const error = seen.error ?? view.error;
  return {
    state,
    ...(startedAt !== undefined && { startedAt }),
    ...(completedAt !== undefined && { completedAt }),
    ...(error !== undefined && { error }),
  };
}

/**
 * A vertex can work in several intervals (look, transfer, unpack), so it can run again after it was completed. One
 * that was cached stays so: when it runs later, it only fetches its result.
 */
function nextState(before: VertexState, seen: StatusVertex): VertexState {
  if (seen.error !== undefined) {
    return isCancelled(seen.error) ? 'cancelled' : 'failed';
  }
  if (before === 'failed' || before === 'cached' || seen.started === undefined) {
    return before;
  }
  if (seen.cached) {
    return 'cached';
  }
  return seen.completed === undefined ? 'running' : 'completed';
}

/** One target's failure is everybody's; it ran if it ran for anybody; it was stopped if nobody had its result. */
const STRONGEST: readonly VertexState[] = ['failed', 'running', 'completed', 'cached', 'cancelled'];

export function stateOfAll(views: Iterable<VertexView>): VertexState {
  const states = new Set(Array.from(views, ({ state }) => state));
  return STRONGEST.find((state) => states.has(state)) ?? 'pending';
}
