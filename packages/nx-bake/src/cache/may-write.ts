import { unreachable } from '../result';
import type { CachePolicy } from './cache-policy';
import type { RunFacts } from '../ci/run-facts';

interface WriteQuestion {
  readonly push: boolean;
  readonly run: RunFacts;
  /** An explicit scope, as NX_BAKE_CACHE_SCOPE. */
  readonly scope?: string | undefined;
}

/** Whether a run writes caches: never on behalf of strangers, unless the policy says so. */
export function mayWrite(policy: CachePolicy, { push, run, scope = '' }: WriteQuestion): boolean {
  if (run.pullRequest?.fork === true && policy.forks === 'read') return false;
  // a branch that nobody names may be any: its cache must not become the default branch's
  const isUnnamed = (run.ci || run.isDetached === true) && (run.branch ?? '') === '';
  const isUnknown = isUnnamed && policy.scope.kind === 'branch' && scope === '';
  if (isUnknown && policy.write !== 'always') return false;
  switch (policy.write) {
    case 'always':
      return true;
    case 'ci':
      return push || run.ci;
    case 'push':
      return push;
    case 'never':
      return false;
    default:
      return unreachable(policy.write);
  }
}
