import type { LogStream, Vertex } from '../../bake/records/bake-event';
import { logGate, type LogGate } from './log-gate';
import { logLines, type LogLines } from '../log-lines';

/** The part of a vertex that this call has shown. */
export interface ShownVertex {
  vertex: Vertex;
  /** The time since when it runs, by our clock; undefined while it does not. */
  runningSince?: number | undefined;
  announced: boolean;
  ended: boolean;
  readonly streams: Readonly<Record<LogStream, LogLines>>;
  readonly gate: LogGate;
}

export const shownVertex = (vertex: Vertex): ShownVertex => ({
  vertex,
  announced: false,
  ended: false,
  streams: { stdout: logLines(), stderr: logLines() },
  gate: logGate(),
});
