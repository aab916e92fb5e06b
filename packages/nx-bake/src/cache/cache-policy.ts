import type { CacheAttributes } from './cache-entry';
import type { ImageRef } from '../images/image-ref';
import type { PresetName } from './registry-preset';

/** The option `cache`, complete. */
export interface CachePolicy {
  readonly backends: readonly CacheBackend[];
  readonly scope: CacheScope;
  /** Undefined: as the facts of the run say. */
  readonly defaultBranch: string | undefined;
  readonly write: 'push' | 'ci' | 'always' | 'never';
  readonly forks: 'read' | 'write';
  /** Undefined: the first one. */
  readonly epoch: string | undefined;
}

export type CacheScope =
  { readonly kind: 'branch' } | { readonly kind: 'none' } | { readonly kind: 'fixed'; readonly name: string };

export type CacheBackend = RegistryCache | InlineCache | LocalCache | NamedCache;

export interface RegistryCache {
  readonly kind: 'registry';
  readonly layout: RegistryLayout;
  /** `auto`: detected from the registry of the image. */
  readonly preset: PresetName | 'auto';
  readonly both: CacheAttributes;
  readonly exportOnly: CacheAttributes;
}

export type RegistryLayout =
  | { readonly kind: 'preset' }
  | { readonly kind: 'repository' }
  | { readonly kind: 'tag' }
  | { readonly kind: 'shared'; readonly repository: ImageRef }
  | { readonly kind: 'own'; readonly ref: ImageRef };

export interface InlineCache {
  readonly kind: 'inline';
}

export interface LocalCache {
  readonly kind: 'local';
  readonly dest: string;
  readonly src: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  readonly exportOnly: CacheAttributes;
}

/** Backends that tell caches apart by a name. */
export interface NamedCache {
  readonly kind: 'gha' | 's3' | 'azblob';
  /** The parameter that holds the name. */
  readonly parameter: 'scope' | 'name';
  /** Beginning of the name; empty: the name is the target's. */
  readonly prefix: string;
  /** Parameters that say where: an import needs them as well. */
  readonly both: CacheAttributes;
  readonly exportOnly: CacheAttributes;
}
