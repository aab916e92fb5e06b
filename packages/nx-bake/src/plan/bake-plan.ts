import type { CacheEntry } from '../cache/cache-entry';
import type { ImageRef } from '../images/image-ref';

/** What a target's result becomes: pushed to its registry, loaded into the engine's image store, or kept in the build cache. */
export type OutputKind = 'push' | 'load' | 'cacheonly';

/**
 * One target of a bake file. Names and meaning are bake's own
 * (https://docs.docker.com/build/bake/reference/#target); paths are relative to the workspace root,
 * except `dockerfile`, which bake takes relative to `context`.
 */
export interface BakeTarget {
  readonly name: string;
  /** The Nx project that this target builds. */
  readonly project: string;
  readonly description?: string;
  readonly context: string;
  readonly dockerfile: string;
  /** The stage to build; without it the last one. */
  readonly target?: string;
  readonly contexts: Readonly<Record<string, string>>;
  readonly args: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: readonly string[];
  readonly tags: readonly ImageRef[];
  readonly platforms: readonly string[];
  readonly cacheFrom: readonly CacheEntry[];
  readonly cacheTo: readonly CacheEntry[];
  readonly output: OutputKind;
  /** A folder into which the image goes as an OCI layout as well, for those that are built on it in a later call. */
  readonly layout?: string;
  /** `id=…,src=…` or `id=…,env=…`: where BuildKit finds a secret, never its value. */
  readonly secret: readonly string[];
  readonly ssh: readonly string[];
  readonly attest: readonly string[];
  readonly network?: string;
  readonly noCache: boolean;
  readonly noCacheFilter: readonly string[];
  readonly pull: boolean;
  readonly extraHosts: Readonly<Record<string, string>>;
  readonly shmSize?: string;
  readonly ulimits: readonly string[];
  readonly entitlements: readonly string[];
  readonly pruning: Pruning;
  /** Whether its build uses files of its context. No attribute of bake: the run orders its calls by it. */
  readonly readsContext: boolean;
}

/** What of its context a target can use. No attribute of bake: the run makes an ignore file of it. */
export interface Pruning {
  readonly enabled: boolean;
  /** The folders of the target's project and of all that it depends on, relative to the workspace root. */
  readonly kept: readonly string[];
  /** What the Dockerfile names, relative to the context: paths and wildcards. */
  readonly named: readonly string[];
}

/** Everything that one run, or the committed bake file, builds: sorted by name, names unique. */
export interface BakePlan {
  readonly targets: readonly BakeTarget[];
}
