import { keyScopes, keyTag } from './key-scope';

const scopes = (facts: Parameters<typeof keyScopes>[0]['facts'], explicit?: string) =>
  keyScopes({ facts, defaultBranch: 'main', explicit });

describe('keyScopes', () => {
  it('lets the default branch write its own in CI', () => {
    expect(scopes({ ci: true, branch: 'main' })).toEqual({
      reads: [undefined],
      writes: { scope: undefined },
    });
  });

  it('lets a branch write its own only, and read the default branch', () => {
    expect(scopes({ ci: true, branch: 'feature' })).toEqual({
      reads: ['feature', undefined],
      writes: { scope: 'feature' },
    });
  });

  it.each([
    ['a pull request', { ci: true, branch: 'feature', pullRequest: { fork: false, base: 'main' } }],
    ['a fork', { ci: true, branch: 'main', pullRequest: { fork: true, base: 'main' } }],
    ['a merge queue', { ci: true, mergeQueue: { base: 'main' } }],
  ])('lets %s read the default branch, and write nothing', (_, facts) => {
    expect(scopes(facts)).toEqual({ reads: [undefined], writes: undefined });
  });

  it('keeps a branch that nobody names from writing', () => {
    expect(scopes({ ci: true }).writes).toBeUndefined();
  });

  it('keeps what is pushed from a desk apart, also on the default branch', () => {
    const { reads, writes } = scopes({ ci: false, branch: 'main' });
    expect(writes?.scope).toMatch(/^desk-/u);
    expect(reads).toEqual([writes?.scope, undefined]);
  });

  it('has names that no branch has', () => {
    const desk = scopes({ ci: false, branch: 'main' }).writes?.scope;
    expect(scopes({ ci: true, branch: desk }).writes?.scope).not.toBe(desk);
    expect(keyTag('k', 'x'.repeat(64)).length).toBeLessThanOrEqual(128);
  });
});
