import type { CacheEntry } from '../cache/entries/cache-entry';
import type { ImageRef } from '../images/image-ref';
import { attributeValues, type OptionValues } from './bake-attributes';

/** Place for a target's result: pushed to its registry, loaded into the engine's image store, or kept in the build cache. */
export type OutputKind = 'push' | 'load' | 'cacheonly';

/**
 * One target of a bake file. Names and meaning are bake's own
 * (https://docs.docker.com/build/bake/reference/#target); paths are relative to the workspace root,
 * except `dockerfile`, which bake takes relative to `context`.
 */
export interface BakeTarget extends OptionValues {
  readonly name: string;
  /** The Nx project that this target builds. */
  readonly project: string;
  readonly description: string | undefined;
  readonly context: string;
  readonly dockerfile: string;
  readonly tags: readonly ImageRef[];
  readonly cacheFrom: readonly CacheEntry[];
  readonly cacheTo: readonly CacheEntry[];
  readonly output: OutputKind;
  /** A folder into which the image goes as an OCI layout as well, for those that are built on it in a later call. */
  readonly layout: string | undefined;
  readonly pruning: Pruning;
  /** Whether its build uses files of its context. No attribute of bake: the run orders its calls by it. */
  readonly readsContext: boolean;
}

/** The part of its context that a target can use. No attribute of bake: the run makes an ignore file of it. */
export interface Pruning {
  readonly enabled: boolean;
  /** The folders of the target's project and of all that it depends on, relative to the workspace root. */
  readonly kept: readonly string[];
  /** Paths and wildcards that the Dockerfile names, relative to the context. */
  readonly named: readonly string[];
}

/** Everything that one run, or the committed bake file, builds: sorted by name, names unique. */
export interface BakePlan {
  readonly targets: readonly BakeTarget[];
}

/** A target with as little in it as there can be. */
export const emptyTarget = (name: string): BakeTarget => ({
  ...attributeValues({}),
  name,
  project: name,
  description: undefined,
  context: '.',
  dockerfile: 'Dockerfile',
  tags: [],
  cacheFrom: [],
  cacheTo: [],
  output: 'cacheonly',
  layout: undefined,
  pruning: { enabled: false, kept: [], named: [] },
  readsContext: true,
});
