import { looksAt, receivedFiles } from './ignore-judge';

const received = (ignoreFile: string, ...files: string[]): string[] => [...receivedFiles(ignoreFile, files)];

/** Each line was tried against a real build: BuildKit of Docker Engine 28.5. */
describe('the judge of ignore files', () => {
  it.each([
    ['libs', 'libs/a'],
    ['/libs/', 'libs/a'],
    ['lib?', 'libs/a'],
    ['*/a', 'libs/a'],
    ['**/a', 'a'],
    ['**/a', 'libs/deep/a/x'],
    ['libs/**', 'libs/a'],
    ['**', 'libs/a'],
    ['*', 'libs/a'],
    [String.raw`\[a\]`, '[a]/x'],
    ['l[hi]bs', 'libs/a'],
    ['!libs\nlibs', 'libs/a'],
    [' libs ', 'libs/a'],
  ])('%j leaves out %s', (ignoreFile, file) => {
    expect(received(ignoreFile, file)).toEqual([]);
  });

  it.each([
    ['# libs', 'libs/a'],
    ['lib', 'libs/a'],
    ['a', 'libs/a'],
    ['libs/*/a', 'libs/a'],
    ['libs\n!libs/a', 'libs/a'],
    ['*\n!libs', 'libs/a'],
    ['**/*.md\n!**/README.md', 'libs/README.md'],
    ['.', 'libs/a'],
    ['[a]', '[a]/x'],
  ])('%j lets %s pass', (ignoreFile, file) => {
    expect(received(ignoreFile, file)).toEqual([file]);
  });

  it('knows where BuildKit does not agree with itself', () => {
    expect(looksAt('libs\n!libs/a\nlibs', 'libs/a')).toEqual({ isSent: true, isOpened: false });
    expect(looksAt('libs/a\n!libs', 'libs/a')).toEqual({ isSent: false, isOpened: true });
  });
});
