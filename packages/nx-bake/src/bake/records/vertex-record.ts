import type { Vertex } from './bake-event';
import type { VertexState, VertexView } from './vertex-view';

export interface VertexProgressRecord {
  readonly id: string;
  readonly current: number;
  readonly total?: number;
  readonly done: boolean;
}

export interface VertexWarningRecord {
  readonly message: string;
  /** In the Dockerfile. */
  readonly line?: number;
}

/** Everything known about a vertex. */
export interface VertexRecord {
  readonly vertex: Vertex;
  /** What became of it, over all targets. */
  readonly state: VertexState;
  readonly error?: string;
  /** Its life as each of its targets saw it. */
  readonly views: ReadonlyMap<string, VertexView>;
  /** Its log, cut in the middle where it was too long: a line there says how much is missing. */
  readonly log: string;
  readonly progress: readonly VertexProgressRecord[];
  readonly warnings: readonly VertexWarningRecord[];
}
