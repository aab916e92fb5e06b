import type { ImageRef } from '../../images/image-ref';

/** Parameters of BuildKit under its own names (`mode`, `ignore-error`, `scope`), in the order to write them. */
export type CacheAttributes = Readonly<Record<string, string>>;

/** One `cache-from` or `cache-to` of a bake target, as BuildKit's attributes. */
export interface CacheEntry {
  /** The kind of the backend. */
  readonly type: string;
  /** Only for `registry`. */
  readonly ref?: ImageRef;
  readonly attributes: CacheAttributes;
}

/** Caches that a target reads and writes. */
export interface CacheEntries {
  readonly from: readonly CacheEntry[];
  readonly to: readonly CacheEntry[];
}
