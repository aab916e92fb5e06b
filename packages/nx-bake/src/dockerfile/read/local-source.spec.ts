import { readDockerfile } from './read-dockerfile';

describe('patternOf', () => {
  it.each([
    ['a/$X/b', 'a/**/b'],
    ['a/$X$Y/b', 'a/**/b'],
    ['./a/$X', 'a/**'],
    ['$X', '**'],
    ['a/v$X/b', 'a/v***/b'],
    ['a/${X}.so', 'a/***.so'],
    ['a/*$X*.so', 'a/***.so'],
    ['"a/$X/b"', 'a/**/b'],
    ['a/${X:-${Y}}/b', 'a/**/b'],
    ['a/${X%-*}/b', 'a/**/b'],
    ['$K/$X', 'k/**'],
    ['a/${X%: /b', '**'],
    ['https://example.com/$X', undefined],
  ])('%s may be %s', (source, expected) => {
    const { unknown } = readDockerfile(`FROM a\nARG K=k\nADD ${source} /\n`, { args: {} });
    expect(unknown.map((one) => one.source)).toContain(expected);
  });

  it('is the source of a mount of a type that is not known', () => {
    const { unknown } = readDockerfile('FROM a\nRUN --mount=type=$T,source=a/$X,target=/x ls\n', {
      args: {},
    });
    expect(unknown.map(({ source }) => source)).toEqual(['a/**']);
  });
});
