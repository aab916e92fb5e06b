/** One bake call to record: what it builds, how it is set up, and what happens to it. */
export interface Scenario {
  /** The transcript's file name, and what the call shows. */
  readonly name: string;
  /** Path in the scenario's folder → content. `docker-bake.hcl` is the call's bake file. `REGISTRY` is put in. */
  readonly files: Readonly<Record<string, string>>;
  /** The names that are given to bake. */
  readonly build: readonly string[];
  /** Every target of the call as the product knows it. */
  readonly targets: readonly RecordedTarget[];
  readonly options?: readonly string[];
  /** Runs before the recorded call, with the same files. */
  readonly before?: readonly Preparation[];
  /** Sent to docker, or to the engine, as soon as stderr holds the text. */
  readonly stop?: {
    readonly signal: 'SIGINT' | 'SIGKILL';
    readonly after: string;
    readonly whom?: 'docker' | 'engine';
  };
}

/**
 * `bake`: the very same call once before. `forget`: the engine loses its build cache.
 * `lose-layers`: the registry loses the layers of all repositories of caches, and keeps their manifests.
 */
export type Preparation = 'bake' | 'forget' | 'lose-layers';

export interface RecordedTarget {
  readonly name: string;
  readonly output: 'push' | 'load' | 'cacheonly';
  readonly refs: readonly string[];
  readonly dockerfile: string;
  readonly bases: readonly string[];
}

/** The facts that are kept beside the transcript. */
export interface RecordedCall {
  readonly scenario: string;
  readonly buildx: string;
  readonly targets: readonly RecordedTarget[];
  readonly exit: { readonly code: number | null; readonly signalName: string | null };
}
