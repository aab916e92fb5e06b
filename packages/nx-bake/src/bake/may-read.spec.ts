import { mayRead } from './may-read';

describe('mayRead', () => {
  it.each([
    ['.', 'dist/x', true],
    ['', '.nx/cache', true],
    ['/', 'dist', true],
    ['dist', 'dist/.nx-bake/image.json', true],
    ['./dist/', 'dist/.nx-bake', true],
    ['dist/apps/api', 'dist/.nx-bake', false],
    ['dist/apps/api', 'dist', true],
    ['distance', 'dist', false],
    ['package*.json', '.nx/cache', false],
    ['package*.json', 'packages', false],
    ['*', '.nx/cache', true],
    ['*/package.json', 'dist/.nx-bake', false],
    ['dist/*/x', 'dist/.nx-bake/image.json', false],
    ['d?st', 'dist/x', true],
    ['[a-d]ist', 'dist/x', true],
    ['\\dist', 'dist/x', true],
    ['src', 'dist', false],
  ])('%s, %s: %s', (named, path, expected) => {
    expect(mayRead(named, path)).toBe(expected);
  });

  it('takes no time for many wildcards', () => {
    expect(mayRead(`${'a*'.repeat(50_000)}b`, `${'a'.repeat(50_000)}c`)).toBe(false);
  });
});
