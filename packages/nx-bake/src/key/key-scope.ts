import { branchTag } from '../cache/entries/branch-tag';
import { cacheScopes } from '../cache/cache-scopes';
import { mayWrite } from '../cache/may-write';
import type { CachePolicy } from '../cache/cache-policy';
import type { RunFacts } from '../ci/run-facts';

/** The names under which a run looks for keys, in order, and the one under which it writes them. */
export interface KeyScopes {
  /** Undefined is the default branch's. */
  readonly reads: readonly (string | undefined)[];
  readonly writes: { readonly scope: string | undefined } | undefined;
}

export interface ScopeQuestion {
  readonly facts: RunFacts;
  readonly defaultBranch: string | undefined;
  /** NX_BAKE_CACHE_SCOPE. */
  readonly explicit: string | undefined;
}

/**
 * Whoever writes a key decides what later runs deploy. So the default branch's keys are written by its own runs in CI
 * only, and never by a pull request or an entry of a merge queue, whose code nobody has agreed to yet. Everyone reads
 * them; a branch reads its own as well, and the default branch never those of others.
 */
export function keyScopes({ facts, defaultBranch, explicit = '' }: ScopeQuestion): KeyScopes {
  const policy: CachePolicy = {
    ...{ backends: [], scope: { kind: 'branch' }, defaultBranch },
    ...{ write: 'push', forks: 'read', epoch: undefined },
  };
  const isForeign = facts.pullRequest !== undefined || facts.mergeQueue !== undefined;
  const { own } = cacheScopes(policy, facts, explicit);
  // a desk may be on any branch with anything in it
  const scope = facts.ci ? own : branchTag(`desk:${own ?? ''}`);
  const writes = !isForeign && mayWrite(policy, { push: true, run: facts, scope: explicit });
  return {
    reads: isForeign ? [undefined] : [...new Set([scope, undefined])],
    writes: writes ? { scope } : undefined,
  };
}

/** The tag of a key. */
export const keyTag = (key: string, scope: string | undefined): string =>
  scope === undefined ? `k-${key}` : `k-${key}-${scope}`;
