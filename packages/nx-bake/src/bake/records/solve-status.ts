/*
 * BuildKit's progress records as they travel, one JSON object per line. A field that Go leaves out when empty is
 * optional here, or has its empty value filled in. Times are epoch milliseconds.
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/client/graph.go#L10-L56
 */

export interface StatusVertex {
  readonly digest: string;
  readonly name: string;
  readonly started?: number;
  readonly completed?: number;
  readonly cached: boolean;
  readonly error?: string;
}

export interface StatusProgress {
  readonly vertex: string;
  readonly id: string;
  readonly current: number;
  readonly total?: number;
  readonly completed?: number;
}

export interface StatusLog {
  readonly vertex: string;
  /** 1 is stdout, 2 is stderr. */
  readonly stream: number;
  readonly data: Buffer;
}

export interface StatusWarning {
  readonly vertex: string;
  /** Its short form, without the line that it is about. */
  readonly message: string;
  readonly url?: string;
  /** In the Dockerfile. */
  readonly line?: number;
}

export interface SolveStatus {
  readonly kind: 'status';
  readonly vertexes: readonly StatusVertex[];
  readonly statuses: readonly StatusProgress[];
  readonly logs: readonly StatusLog[];
  readonly warnings: readonly StatusWarning[];
}
