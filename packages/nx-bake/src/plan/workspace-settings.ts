import type { RunFacts } from '../ci/run-facts';

export const DEFAULT_TAG = 'latest';

/** What holds for the whole workspace. */
export interface WorkspaceSettings {
  /** As nx.json says. */
  readonly registry?: string;
  /** As nx.json says. */
  readonly tags?: readonly string[];
  /** What the environment puts in their place, for this run. */
  readonly override: { readonly registry?: string; readonly tag?: string; readonly cacheScope?: string };
  readonly facts: RunFacts;
  /** For the committed bake file: caches are always written, since who calls bake decides what it pushes. */
  readonly committed?: boolean;
}
