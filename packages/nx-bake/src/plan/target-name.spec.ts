import fc from 'fast-check';
import { targetName } from './target-name';

describe('targetName', () => {
  it.each(['orders', 'web_api', 'a-b', '7zip'])('keeps %s', (name) => {
    expect(targetName(name)).toBe(name);
  });

  it.each([
    ['@acme/web.api', /^acme-web-api-[0-9a-f]{6}$/u],
    ['my app', /^my-app-[0-9a-f]{6}$/u],
    ['default', /^default-[0-9a-f]{6}$/u],
    ['_hidden', /^hidden-[0-9a-f]{6}$/u],
    ['日本', /^project-[0-9a-f]{6}$/u],
  ])('makes %s legal', (name, expected) => {
    expect(targetName(name)).toMatch(expected);
  });

  it('is always legal for bake, never hidden, never reserved', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (name) => {
        expect(targetName(name)).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9_-]*$/u);
        expect(['default', 'internal', 'auth', 'all']).not.toContain(targetName(name));
      }),
    );
  });

  it('keeps names apart that look alike when made legal', () => {
    expect(targetName('a.b')).not.toBe(targetName('a/b'));
  });
});
