import type { ImageRef } from '../images/image-ref';

export type CacheType = 'registry' | 'inline' | 'local' | 'gha' | 's3' | 'azblob';

/** Parameters of BuildKit under its own names (`mode`, `ignore-error`, `scope`), in the order to write them. */
export type CacheAttributes = Readonly<Record<string, string>>;

/** One `cache-from` or `cache-to` of a bake target, as BuildKit's attributes. */
export interface CacheEntry {
  readonly type: CacheType;
  /** Only for `registry`. */
  readonly ref?: ImageRef;
  readonly attributes: CacheAttributes;
}

/** What a target reads and writes. */
export interface CacheEntries {
  readonly from: readonly CacheEntry[];
  readonly to: readonly CacheEntry[];
}
