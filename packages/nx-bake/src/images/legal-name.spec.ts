import fc from 'fast-check';
import { legalName } from './legal-name';
import { parseImageRef } from './parse-image-ref';

describe('legalName', () => {
  it.each([
    ['web', 'web'],
    ['@acme/web.api', 'acme/web.api'],
    ['My App', 'my-app'],
    ['Ünïcode Straße', 'unicode-stra-e'],
    ['a__b--c_d', 'a__b--c_d'],
    ['a___b..c', 'a-b-c'],
    ['_private-', 'private'],
    ['a/./b//c', 'a/b/c'],
    ['@acme.io/web', 'acme-io/web'],
    ['localhost/web', 'local-host/web'],
    ['日本/web', 'web'],
    ['日本', undefined],
    ['@/_', undefined],
    ['', undefined],
  ])('makes %p to %p', (name, expected) => {
    expect(legalName(name)).toBe(expected);
  });

  it('is a legal repository, is no registry, and stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const legal = legalName(name);
        if (legal === undefined || /^[a-f0-9]{64}$/u.test(legal)) return;
        expect(parseImageRef(legal, { place: 'test' })).toEqual({ ok: true, value: { repository: legal } });
        expect(legalName(legal)).toBe(legal);
      }),
      { numRuns: 500 },
    );
  });
});
