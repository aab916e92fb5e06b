import { StringDecoder } from 'node:string_decoder';
import type { BakeEvent, LogStream, Vertex } from './bake-event';
import { boundedLog, type BoundedLog } from './bounded-log';
import type { StatusVertex } from './solve-status';
import type { VertexProgressRecord, VertexRecord, VertexWarningRecord } from './vertex-record';
import { advanceView, stateOfAll, UNSEEN, type VertexState, type VertexView } from './vertex-view';

/** The collector's own, changing record of a vertex. */
export interface VertexEntry {
  vertex: Vertex;
  state: VertexState;
  /** By target; bake's own work has one view under the empty name. */
  readonly views: Map<string, VertexView>;
  readonly log: BoundedLog;
  /** A character can be split over two chunks of the same stream. */
  readonly decoders: Readonly<Record<LogStream, StringDecoder>>;
  readonly progress: Map<string, VertexProgressRecord>;
  /** By message: every target of a shared vertex sends it. */
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

export function vertexRecordOf(entry: VertexEntry): VertexRecord {
  const error = [...entry.views.values()].find(({ state }) => state === entry.state)?.error;
  return {
    vertex: entry.vertex,
    state: entry.state,
    ...(error !== undefined && { error }),
    views: entry.views,
    log: entry.log.text(),
    progress: [...entry.progress.values()],
    warnings: [...entry.warnings.values()],
  };
}

/** Takes in what one target saw of the vertex and says what is new by it. */
export function advance(entry: VertexEntry, target: string, seen: StatusVertex): BakeEvent[] {
  const view = advanceView(entry.views.get(target) ?? UNSEEN, seen);
  entry.views.set(target, view);
  const state = stateOfAll(entry.views.values());
  if (state === entry.state) {
    return [];
  }
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
