import { branchTag } from './entries/branch-tag';
import type { CachePolicy, CacheScope } from './cache-policy';
import { cacheScopes } from './cache-scopes';
import type { RunFacts } from '../ci/run-facts';

const policy = (scope: CacheScope, defaultBranch?: string): CachePolicy => ({
  backends: [],
  scope,
  defaultBranch,
  write: 'push',
  forks: 'read',
  epoch: undefined,
});
const BRANCH = policy({ kind: 'branch' });
const FORK = { pullRequest: { fork: true, base: 'main' } };
const PLAIN = undefined;

describe('cacheScopes', () => {
  it.each<[string, Omit<RunFacts, 'ci'>, unknown, unknown[]]>([
    ['an unknown branch', {}, PLAIN, [PLAIN]],
    ['the default branch', { branch: 'trunk', defaultBranch: 'trunk' }, PLAIN, [PLAIN]],
    ['main, where the default is unknown', { branch: 'main' }, PLAIN, [PLAIN]],
    [
      'main, where it is not the default',
      { branch: 'main', defaultBranch: 'trunk' },
      'main',
      ['main', PLAIN],
    ],
    ['another branch', { branch: 'dev', defaultBranch: 'main' }, 'dev', ['dev', PLAIN]],
    ['another branch, default unknown', { branch: 'dev' }, 'dev', ['dev', PLAIN]],
    ['a pull request', { branch: 'dev', pullRequest: { fork: false, base: 'main' } }, 'dev', ['dev', PLAIN]],
    [
      'a pull request to a branch',
      { branch: 'dev', pullRequest: { fork: false, base: 'v2' } },
      'dev',
      ['dev', 'v2', PLAIN],
    ],
    ['a merge queue', { mergeQueue: { base: 'main' } }, PLAIN, [PLAIN]],
    ["a branch's merge queue", { mergeQueue: { base: 'v2' } }, 'v2', ['v2', PLAIN]],
    ['a fork', { branch: 'dev', ...FORK }, branchTag('fork:dev'), [PLAIN]],
    ["a fork's main", { branch: 'main', ...FORK }, branchTag('fork:main'), [PLAIN]],
  ])('%s', (_, ...[facts, own, reads]) => {
    expect(cacheScopes(BRANCH, { ci: true, ...facts })).toEqual({ own, reads });
  });

  it('lets a fork read the cache of its own that it may write', () => {
    const own = branchTag('fork:main');
    const facts = { ci: true, branch: 'main', ...FORK };
    expect(cacheScopes({ ...BRANCH, forks: 'write' }, facts)).toEqual({ own, reads: [own, PLAIN] });
  });

  it("prefers the policy's default branch", () => {
    const facts = { ci: true, branch: 'trunk', defaultBranch: 'main' };
    expect(cacheScopes(policy({ kind: 'branch' }, 'trunk'), facts).own).toBe(PLAIN);
  });

  it('knows no branches in the scopes none and fixed', () => {
    const facts = { ci: true, branch: 'dev', ...FORK };
    expect(cacheScopes(policy({ kind: 'none' }), facts)).toEqual({ own: PLAIN, reads: [PLAIN] });
    expect(cacheScopes(policy({ kind: 'fixed', name: 'ci' }), facts)).toEqual({ own: 'ci', reads: ['ci'] });
  });

  it('lets an explicit scope win', () => {
    expect(cacheScopes(BRANCH, { ci: true, branch: 'dev' }, 'mine')).toEqual({
      own: 'mine',
      reads: ['mine', PLAIN],
    });
    expect(cacheScopes(BRANCH, { ci: true, branch: 'dev' }, 'latest')).toEqual({
      own: PLAIN,
      reads: [PLAIN],
    });
    expect(cacheScopes(BRANCH, { ci: true, branch: 'dev' }, '').own).toBe('dev');
    expect(cacheScopes(policy({ kind: 'fixed', name: 'ci' }), { ci: true }, 'mine').reads).toEqual([
      'mine',
      'ci',
    ]);
  });
});
