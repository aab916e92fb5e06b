/** A docker that can build, push and export registry caches, with a registry beside it. */
export interface Engine {
  readonly kind: 'private' | 'found';
  /** The variables that a process needs on top of its own environment to use this engine. */
  readonly env: Readonly<Record<string, string>>;
  /** `host:port` of the registry. */
  readonly registry: string;
  /** True when this call started it: then it is also this caller's to stop. */
  readonly started: boolean;
}

/** Tells somebody who waits what is going on; one line each time. */
export type Say = (line: string) => void;
