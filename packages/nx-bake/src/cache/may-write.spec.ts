import type { CachePolicy } from './cache-policy';
import { mayWrite } from './may-write';

const WRITES = ['push', 'ci', 'always', 'never'] as const;
const BOTH = [true, false];
const CASES = WRITES.flatMap((write) =>
  BOTH.flatMap((push) => BOTH.flatMap((ci) => BOTH.map((fork) => ({ write, push, ci, fork })))),
);
/** All combinations that write, where forks may only read; nothing else does. */
const WRITING = new Set([
  'push push',
  'push push ci',
  'ci push',
  'ci push ci',
  'ci ci',
  'always',
  'always push',
  'always ci',
  'always push ci',
]);

describe('mayWrite', () => {
  it.each(CASES)('%p', ({ write, push, ci, fork }) => {
    const policy = (forks: CachePolicy['forks']): CachePolicy => ({
      backends: [],
      scope: { kind: 'branch' },
      defaultBranch: undefined,
      write,
      forks,
      epoch: undefined,
    });
    const run = { ci, branch: 'x', pullRequest: { fork } };
    const allowed = WRITING.has([write, push && 'push', ci && 'ci'].filter(Boolean).join(' '));
    expect(mayWrite(policy('read'), { push, run })).toBe(allowed && !fork);
    expect(mayWrite(policy('write'), { push, run })).toBe(allowed);
  });

  it.each([
    ['in CI on a branch that nobody names', { ci: true }, undefined, false],
    ['the same with a scope that somebody chose', { ci: true }, 'nightly', true],
    ['without git', { ci: false }, undefined, true],
    ['outside of CI on no branch', { ci: false, isDetached: true }, undefined, false],
    ['the same with a scope that somebody chose', { ci: false, isDetached: true }, 'mine', true],
    ['the same where it always may', { ci: false, isDetached: true }, undefined, true, 'always' as const],
    ['in a merge queue', { ci: true, mergeQueue: { base: 'main' } }, undefined, false],
  ])('%s', (_, run, scope, expected, write: CachePolicy['write'] = 'push') => {
    const policy: CachePolicy = {
      backends: [],
      scope: { kind: 'branch' },
      defaultBranch: undefined,
      write,
      forks: 'read',
      epoch: undefined,
    };
    expect(mayWrite(policy, { push: true, run, scope })).toBe(expected);
  });
});
