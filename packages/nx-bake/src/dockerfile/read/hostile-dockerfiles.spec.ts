import { readDockerfile } from './read-dockerfile';

const repeat = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

/** Files that ended Nx's graph, or kept it busy, and their relatives. */
const FILES: Readonly<Record<string, string>> = {
  'a pattern that backtracks': `ARG X=${'a'.repeat(60)}\nFROM i\${X#${'*a'.repeat(12)}*b}\n`,
  'the same from the end, all matches': `ARG X=${'a'.repeat(900)}\nFROM i\${X%%${'*a'.repeat(12)}*b}\${X//${'*a'.repeat(12)}*b/x}\n`,
  'a long value and a long pattern': `ARG X=${'a'.repeat(30_000)}\nFROM i\${X##${'*a'.repeat(9_000)}}\n`,
  'values that double': `${repeat(40, (n) => `ARG A${n + 1}=$A${n}$A${n}\n`)}FROM x$A40\n`.replace(
    '$A0$A0',
    'aa',
  ),
  'one word with a thousand long values': `ARG A=${'a'.repeat(30_000)}\nFROM ${'$A'.repeat(5_000)}\n`,
  'an ENV of 20,000 pairs': `FROM scratch\nENV${repeat(20_000, (n) => ` K${n}=v`)}\n`,
  'an ENV as long as one is read': `FROM scratch\nENV${repeat(6_000, (n) => ` K${n}=v`)}\n`,
  'a RUN as long as one is read': `FROM scratch\nRUN ${'npm x '.repeat(10_000)}\n`,
  '5,000 ARG and 4,990 ENV': `FROM scratch\n${repeat(5_000, (n) => `ARG A${n}=1\n`)}${repeat(4_990, (n) => `ENV E${n}=$A${n}\n`)}`,
  '50,000 stages': repeat(50_000, (n) => `FROM a AS s${n}\n`),
  '999 stages, each on the one before, with variables': `FROM a AS s0\n${repeat(4_000, (n) => `ENV E${n}=1\n`)}${repeat(998, (n) => `FROM s${n} AS s${n + 1}\nENV X=1\n`)}`,
  'triggers of a base that many stages have': `FROM a AS b\n${repeat(5_000, () => 'ONBUILD COPY x y\n')}${repeat(900, () => 'FROM b\n')}`,
  '10,000 heredocs': `FROM a\n${repeat(5_000, () => 'RUN <<E\nx\nE\n')}`,
  'a heredoc without an end': `FROM a\nRUN <<E\n${'x\n'.repeat(100_000)}`,
  'carriage returns': `FROM a\nRUN ${'\r'.repeat(500_000)}x\n`,
  'backslashes and spaces': `FROM a\nRUN ${'\\ '.repeat(30_000)}x\n`,
  'an open quote': `FROM a\nRUN ${'"a '.repeat(20_001)}\n`,
  'flags with open quotes': `FROM a\nRUN ${'--mount="a '.repeat(5_001)}\n`,
  'a mount with many fields': `FROM a\nRUN --mount=${'a="b",'.repeat(9_000)} x\n`,
  'stars around something that is missing': `FROM a\nARG X\nCOPY ${'*'.repeat(30_000)}$X${'*'.repeat(30_000)} y\n`,
  'many sources': `FROM a\nCOPY ${'a/b*c '.repeat(10_000)} d\n`,
  'a JSON form that is none': `FROM a\nCOPY [${'"a",'.repeat(15_000)}\n`,
  'nested substitutions': `FROM ${'${A:-'.repeat(10_000)}\n`,
  'continuations without an end': `FROM a\nRUN x${' \\\n'.repeat(200_000)}`,
  'comments only': '# x\n'.repeat(200_000),
  'two megabytes': `FROM a\n${'# x\n'.repeat(500_000)}`,
  'NUL and lone surrogates': 'FROM a\0\uD800b\nCOPY \0 \uDC00\n',
  'no newline and no instruction': '\uFEFF\r\r\\',
};

describe('a hostile Dockerfile', () => {
  it.each(Object.entries(FILES))('is read, and soon: %s', (_, text) => {
    const read = readDockerfile(text, { args: {} });
    expect(Object.keys(read)).toEqual(['stages', 'images', 'localSources', 'mentions', 'unknown']);
  });

  it.each([
    ['50,000 stages', 'has more than 10000 instructions'],
    ['two megabytes', 'has more than 1048576 characters'],
    ['triggers of a base that many stages have', 'states more than 100000 facts'],
  ])('is unknown as a whole beyond the bounds, which is reported once: %s', (name, why) => {
    expect(readDockerfile(FILES[name] ?? '', { args: {} })).toMatchObject({
      stages: [],
      unknown: [{ why }],
    });
  });

  it.each([
    ['values that double', /^A\d+ is (?:longer than|made from what is not known)/],
    ['one word with a thousand long values', /^is longer than/],
    ['a long value and a long pattern', /^the pattern takes too long/],
    ['an ENV of 20,000 pairs', /^is longer than 65536 characters/],
  ])('is unknown in that part: %s', (name, why) => {
    const { unknown, stages } = readDockerfile(FILES[name] ?? '', { args: {} });
    expect(stages).toHaveLength(1);
    expect(unknown.map((one) => one.why)).toEqual([expect.stringMatching(why)]);
  });
});
