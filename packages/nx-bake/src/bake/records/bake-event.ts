/** A node of BuildKit's build graph: a step of a Dockerfile, a load, an import or an export. */
export interface Vertex {
  /** BuildKit's content address: two targets that need the same work send the same digest. */
  readonly digest: string;
  /** Its name without the target: `[build 2/3] RUN npm ci`, `exporting to image`. */
  readonly name: string;
  /** All targets that have sent it so far, in order of appearance; none for bake's own work. */
  readonly targets: readonly string[];
}

export type LogStream = 'stdout' | 'stderr';

/** A vertex began to work. */
export interface VertexStarted {
  readonly kind: 'started';
  readonly vertex: Vertex;
  readonly at: number;
}

/** A vertex did its work. */
export interface VertexCompleted {
  readonly kind: 'completed';
  readonly vertex: Vertex;
  readonly at: number;
  readonly durationMs: number;
}

/** A vertex had nothing to do: its result was in a cache. */
export interface VertexCached {
  readonly kind: 'cached';
  readonly vertex: Vertex;
  readonly at: number;
}

/** A vertex ended with an error of its own. */
export interface VertexFailed {
  readonly kind: 'failed';
  readonly vertex: Vertex;
  readonly at: number;
  readonly durationMs: number;
  readonly error: string;
}

/** A vertex was stopped because something else failed, or because somebody asked for it. */
export interface VertexCancelled {
  readonly kind: 'cancelled';
  readonly vertex: Vertex;
  readonly at: number;
}

/** A further target needs a vertex that others had sent before. */
export interface VertexShared {
  readonly kind: 'shared';
  readonly vertex: Vertex;
  readonly target: string;
}

/** A chunk of a vertex's output: any part of a line or many lines, never half a character. */
export interface VertexLog {
  readonly kind: 'log';
  readonly vertex: Vertex;
  readonly stream: LogStream;
  readonly text: string;
}

/** The progress of a transfer or an export of a vertex. */
export interface VertexProgress {
  readonly kind: 'progress';
  readonly vertex: Vertex;
  /** `transferring context:`, `sha256:…`, `pushing layers`. */
  readonly id: string;
  readonly current: number;
  /** Undefined where BuildKit does not know it. */
  readonly total: number | undefined;
  readonly done: boolean;
}

/** A Dockerfile check's complaint. */
export interface VertexWarning {
  readonly kind: 'warning';
  readonly vertex: Vertex;
  readonly message: string;
  /** In the Dockerfile, where the builder says so. */
  readonly line: number | undefined;
  readonly url: string | undefined;
}

/** A line that is not a progress record: what buildx prints at the end, or anything else. */
export interface TextLine {
  readonly kind: 'text';
  readonly line: string;
}

/** An event of one bake call, in the order in which bake reports it. Times are epoch milliseconds. */
export type BakeEvent =
  | VertexStarted
  | VertexCompleted
  | VertexCached
  | VertexFailed
  | VertexCancelled
  | VertexShared
  | VertexLog
  | VertexProgress
  | VertexWarning
  | TextLine;
