import fc from 'fast-check';
import { branchTag } from './branch-tag';
import { nameBase, scopedName } from './cache-name';

const branches = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.stringMatching(/^[\w/.-]{0,80}$/u),
  fc.stringMatching(/^x[/.-]{0,2}y?(?:-[0-9a-f]{12})?$/u),
);

describe('branchTag', () => {
  it.each(['main', 'develop', 'PROJ-123_fix', '2026-11'])('keeps %s', (branch) => {
    expect(branchTag(branch)).toBe(branch);
  });

  it.each([
    ['feature/x', /^feature-x-[0-9a-f]{12}$/u],
    ['release/1.2', /^release-1-2-[0-9a-f]{12}$/u],
    ['a--b', /^a-b-[0-9a-f]{12}$/u],
    ['latest', /^latest-[0-9a-f]{12}$/u],
    ['build-cache', /^build-cache-[0-9a-f]{12}$/u],
    ['日本', /^branch-[0-9a-f]{12}$/u],
    ['', /^branch-[0-9a-f]{12}$/u],
    ['x-0123456789ab', /^x-0123456789ab-[0-9a-f]{12}$/u],
    ['y'.repeat(100), /^y{50}-[0-9a-f]{12}$/u],
  ])('makes %p legal', (branch, expected) => {
    expect(branchTag(branch)).toMatch(expected);
  });

  it('is a legal tag with single dashes and without dots', () => {
    fc.assert(
      fc.property(branches, (branch) => {
        const tag = branchTag(branch);
        expect(tag).toMatch(/^\w[\w-]{0,63}$/u);
        expect(tag).not.toMatch(/--/u);
        expect(['latest', 'build-cache']).not.toContain(tag);
      }),
      { numRuns: 1000 },
    );
  });

  it('never makes one tag of two branches', () => {
    fc.assert(
      fc.property(branches, branches, (a, b) => {
        expect(branchTag(a) === branchTag(b)).toBe(a === b);
        expect(branchTag(branchTag(a)) === branchTag(a)).toBe(branchTag(a) === a);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('names of caches', () => {
  const texts = fc.option(fc.oneof(fc.constantFrom('2', 'arm64', 'a.b', 'epoch--2'), branches), {
    nil: undefined,
  });
  const parts = fc.record({
    base: fc.constantFrom(undefined, 'build-cache', 'api', 'api-2'),
    variant: texts,
    epoch: texts,
    scope: texts.map((branch) => (branch === undefined ? undefined : branchTag(branch))),
  });
  const nameOf = ({
    scope,
    ...rest
  }: {
    base: string | undefined;
    variant: string | undefined;
    epoch: string | undefined;
    scope: string | undefined;
  }) => scopedName(nameBase(rest), scope);

  it('fit a tag, and differ whenever their parts do', () => {
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(nameOf(a) ?? 'latest').toMatch(/^\w[\w.-]{0,127}$/u);
        // A base is given by the layout, so both have one or none.
        fc.pre((a.base === undefined) === (b.base === undefined));
        expect(nameOf(a) === nameOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 1000 },
    );
  });

  it('are readable', () => {
    expect(
      nameOf({ base: undefined, variant: undefined, epoch: undefined, scope: undefined }),
    ).toBeUndefined();
    expect(nameOf({ base: 'api', variant: 'arm64', epoch: '2', scope: 'dev' })).toBe(
      'api.variant--arm64.epoch--2.dev',
    );
  });
});
