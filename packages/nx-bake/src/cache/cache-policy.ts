import type { CompleteBackend } from './backends/cache-backend';

/** The option `cache`, complete. */
export interface CachePolicy {
  readonly backends: readonly CompleteBackend[];
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
