import { StringDecoder } from 'node:string_decoder';
import type { BakeEvent, LogStream, Vertex } from './bake-event';
import { boundedLog, type BoundedLog } from './bounded-log';
import type { StatusVertex } from './decode-line';

export type VertexState = 'pending' | 'running' | 'cancelled' | 'cached' | 'completed' | 'failed';

/** A vertex's life as one target saw it. Each target has a clock of its own, some milliseconds off the others'. */
export interface VertexView {
  readonly state: VertexState;
  readonly startedAt: number | undefined;
  readonly completedAt: number | undefined;
  readonly error: string | undefined;
}

export interface VertexProgressRecord {
  readonly id: string;
  readonly current: number;
  readonly total: number | undefined;
  readonly done: boolean;
}

export interface VertexWarningRecord {
  readonly message: string;
  /** In the Dockerfile. */
  readonly line: number | undefined;
}

/** Everything known about a vertex. */
export interface VertexRecord {
  readonly vertex: Vertex;
  /** The result over all its targets. */
  readonly state: VertexState;
  readonly error: string | undefined;
  /** Its life as each of its targets saw it. */
  readonly views: ReadonlyMap<string, VertexView>;
  /** Its log, cut in the middle where it was too long: a line there says how much is missing. */
  readonly log: string;
  readonly progress: readonly VertexProgressRecord[];
  readonly warnings: readonly VertexWarningRecord[];
}

/** The collector's own, changing record of a vertex. */
export interface VertexEntry {
  vertex: Vertex;
  state: VertexState;
  /** Keyed by target; bake's own work has one view under the empty name. */
  readonly views: Map<string, VertexView>;
  readonly log: BoundedLog;
  /** A character can be split over two chunks of the same stream. */
  readonly decoders: Readonly<Record<LogStream, StringDecoder>>;
  readonly progress: Map<string, VertexProgressRecord>;
  /** Keyed by message: every target of a shared vertex sends it. */
  readonly warnings: Map<string, VertexWarningRecord>;
}

export const newEntry = (digest: string, logLimit: number): VertexEntry => ({
  vertex: { digest, name: '', targets: [] },
  state: 'pending',
  views: new Map(),
  log: boundedLog(logLimit),
  decoders: { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') },
  progress: new Map(),
  warnings: new Map(),
});

export const vertexRecordOf = (entry: VertexEntry): VertexRecord => ({
  vertex: entry.vertex,
  state: entry.state,
  error: [...entry.views.values()].find(({ state }) => state === entry.state)?.error,
  views: entry.views,
  log: entry.log.text(),
  progress: [...entry.progress.values()],
  warnings: [...entry.warnings.values()],
});

/** Takes in what one target saw of the vertex and returns the events that this makes. */
export function advance(entry: VertexEntry, target: string, seen: StatusVertex): BakeEvent[] {
  const view = advanceView(entry.views.get(target) ?? UNSEEN, seen);
  entry.views.set(target, view);
  const state = stateOfAll(entry.views.values());
  if (state === entry.state) return [];
  entry.state = state;
  return eventsOf(entry, view);
}

function eventsOf(
  { vertex, state }: VertexEntry,
  { startedAt = 0, completedAt, error = '' }: VertexView,
): BakeEvent[] {
  const at = completedAt ?? startedAt;
  const durationMs = Math.max(0, at - startedAt);
  switch (state) {
    case 'pending':
      return [];
    case 'running':
      return [{ kind: 'started', vertex, at: startedAt }];
    case 'cached':
    case 'cancelled':
      return [{ kind: state, vertex, at }];
    case 'completed':
      return [{ kind: 'completed', vertex, at, durationMs }];
    case 'failed':
      return [{ kind: 'failed', vertex, at, durationMs, error }];
  }
}

const UNSEEN: VertexView = {
  state: 'pending',
  startedAt: undefined,
  completedAt: undefined,
  error: undefined,
};

/** Tells a cancellation from other errors, whatever else it says: a killed process has an exit code as well. */
export const isCancelled = (error: string): boolean => error.includes('context canceled');

const advanceView = (view: VertexView, seen: StatusVertex): VertexView => ({
  state: nextState(view.state, seen),
  startedAt: view.startedAt ?? seen.started,
  completedAt: seen.completed ?? view.completedAt,
  error: seen.error ?? view.error,
});

/**
 * A vertex can work in several intervals (look, transfer, unpack), so it can run again after it was completed. One
 * that was cached stays so: when it runs later, it only fetches its result.
 */
function nextState(before: VertexState, seen: StatusVertex): VertexState {
  if (seen.error !== undefined) return isCancelled(seen.error) ? 'cancelled' : 'failed';
  if (before === 'failed' || before === 'cached' || seen.started === undefined) return before;
  if (seen.cached) return 'cached';
  return seen.completed === undefined ? 'running' : 'completed';
}

/** One target's failure is everybody's; it ran if it ran for anybody; it was stopped if nobody had its result. */
const STRONGEST: readonly VertexState[] = ['failed', 'running', 'completed', 'cached', 'cancelled'];

function stateOfAll(views: Iterable<VertexView>): VertexState {
  const states = new Set(Array.from(views, ({ state }) => state));
  return STRONGEST.find((state) => states.has(state)) ?? 'pending';
}
