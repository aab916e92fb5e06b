import type { Scopes } from './backends/cache-backend';
import type { Scope } from './entries/cache-name';
import { branchTag } from './entries/branch-tag';
import type { CachePolicy } from './cache-policy';
import type { RunFacts } from '../ci/run-facts';

/** The caches that a run has for its own and those that it reads. An explicit scope (NX_BAKE_CACHE_SCOPE) wins over the policy. */
export function cacheScopes(policy: CachePolicy, run: RunFacts, explicit = ''): Scopes {
  const home = policy.scope.kind === 'fixed' ? tagOf(policy.scope.name) : undefined;
  const { own, base } =
    policy.scope.kind === 'branch' ? branchScopes(policy, run) : { own: home, base: home };
  const chosen = explicit === '' ? own : tagOf(explicit);
  const isNeverWritten =
    explicit === '' && isFork(run) && policy.forks === 'read' && policy.scope.kind === 'branch';
  return { own: chosen, reads: [...new Set([...(isNeverWritten ? [] : [chosen]), base, home])] };
}

const isFork = ({ pullRequest }: RunFacts): boolean => pullRequest?.fork === true;

/**
 * A pull request never has the plain cache for its own, whatever its branch is called: a fork's `main` is not ours.
 * No branch has a colon, so these names are nobody else's.
 */
function pullRequestScope(run: RunFacts, scopeOf: (branch: string | undefined) => Scope): Scope {
  const { branch = '' } = run;
  if (isFork(run)) return branchTag(`fork:${branch}`);
  return scopeOf(branch) ?? branchTag(`pull-request:${branch}`);
}

/** The scopes of a backend that keeps branches apart by itself. */
export function unbranchedScopes(policy: CachePolicy, explicit?: string): Scopes {
  return cacheScopes(policy, { ci: true }, explicit);
}

/** `latest` is the plain ref by another name. */
const tagOf = (scope: string): Scope => (scope === 'latest' ? undefined : branchTag(scope));

function branchScopes(policy: CachePolicy, run: RunFacts): { own: Scope; base: Scope } {
  const defaultBranch = policy.defaultBranch ?? run.defaultBranch;
  const isDefault = (branch: string) =>
    defaultBranch === undefined ? /^(?:main|master)$/u.test(branch) : branch === defaultBranch;
  const scopeOf = (branch: string | undefined): Scope =>
    branch === undefined || branch === '' || isDefault(branch) ? undefined : branchTag(branch);
  const { branch = run.mergeQueue?.base, pullRequest } = run;
  const own = pullRequest === undefined ? scopeOf(branch) : pullRequestScope(run, scopeOf);
  return { own, base: scopeOf(pullRequest?.base) };
}
