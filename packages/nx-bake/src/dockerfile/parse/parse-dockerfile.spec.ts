import {
  DockerfileParser,
  JSONInstruction,
  ModifiableInstruction,
  PropertyInstruction,
} from 'dockerfile-ast';
import type { Instruction as Node } from 'dockerfile-ast';
import { parseDockerfile } from './parse-dockerfile';

type Case = readonly [name: string, text: string, ...expected: string[]];

const spell = (line: number, keyword: string, parts: readonly string[]): string =>
  [`${line} ${keyword}`, ...parts].join(' | ');

/** One short line for each instruction. */
const read = (text: string): string[] =>
  parseDockerfile(text).instructions.map(({ line, keyword, flags, words }) =>
    spell(line, keyword, [...flags.map(({ name, value }) => `--${name}=${value}`), ...words]),
  );

/** The same from what the library answers by itself. */
const readByLibrary = (text: string): string[] =>
  DockerfileParser.parse(text)
    .getInstructions()
    .map((node) => {
      const flags = node instanceof ModifiableInstruction ? node.getFlags() : [];
      const spelled = flags.map((flag) => `--${flag.getName()}=${flag.getValue() ?? ''}`);
      return spell(node.getRange().start.line + 1, node.getKeyword(), [...spelled, ...wordsByLibrary(node)]);
    });

const wordsByLibrary = (node: Node): string[] => {
  if (node instanceof PropertyInstruction) return node.getPropertyArguments().map((arg) => arg.getValue());
  const isJson = node instanceof JSONInstruction && node.getClosingBracket() !== null;
  return isJson
    ? node.getJSONStrings().map((arg) => arg.getJSONValue())
    : node.getArguments().map((arg) => arg.getValue());
};

/** Read by the library, and right so. */
const AGREED: readonly Case[] = [
  ['flags and words', 'from --platform=p node:22 AS b', '1 FROM | --platform=p | node:22 | AS | b'],
  [
    'continued lines',
    'FROM a\r\nCOPY --from=b x \\ \r\n  # why\n\n y\\\nz /\n',
    '1 FROM | a',
    '2 COPY | --from=b | x | yz | /',
  ],
  ['another escape', '# escape=`\nCOPY a `\n b\\ /', '2 COPY | a | b\\ | /'],
  ['words in quotes', 'ARG A="x y" B\nENV C=a\\ b D', '1 ARG | A="x y" | B', '2 ENV | C=a\\ b | D'],
  ['an escaped quote in a flag', 'RUN --mount=\\"source=a,b\\" c', '1 RUN | --mount="source=a,b" | c'],
  ['no words', 'RUN\n\nCMD ', '1 RUN', '3 CMD'],
  ['a JSON array', 'COPY --link ["a", "b"]', '1 COPY | --link= | a | b'],
];

/** Where dockerfile-ast 0.7.1 differs from BuildKit. A case that fails `differs` needs no correction any more. */
const CORRECTED: readonly Case[] = [
  ['a space before the name of a heredoc', 'RUN x << E\nA\nE\nCMD y', '1 RUN | x | << | E', '4 CMD | y'],
  ['a number before a heredoc', 'RUN 3<<E x\nA\nE\nCMD y', '1 RUN | 3<<E | x', '4 CMD | y'],
  ['a heredoc named with a space', "RUN <<'E F'\nA\nE F\nCMD y", "1 RUN | <<'E | F'", '4 CMD | y'],
  ['no heredoc, but in quotes', 'RUN x "a <<b"\nCMD y', '1 RUN | x | "a | <<b"', '2 CMD | y'],
  [
    'tabs before the end of a second heredoc',
    'RUN <<-E <<F\n\tE\n\tF\nF\nCMD y',
    '1 RUN | <<-E | <<F',
    '5 CMD | y',
  ],
  ['the content of a heredoc', 'COPY <<E /\nA\nE', '1 COPY | <<E | /'],
  ['an escaped escape at the end', 'RUN x \\\\\nCMD y', '1 RUN | x | \\\\', '2 CMD | y'],
  ['an escape before a continuation', 'WORKDIR x\\ \\\n/y\nCMD z', '1 WORKDIR | x | /y', '3 CMD | z'],
  ['an escape before a keyword', '\\\nCMD y', '1 CMD | y'],
  ['a carriage return', 'COPY a\rb /', '1 COPY | a | b | /'],
  ['a vertical tab', 'COPY a\vb /', '1 COPY | a | b | /'],
  ['a comment after a keyword', 'COPY\\\n# why\n a /', '1 COPY | a | /'],
  ['an escape after an unknown directive', '# a=b\n# escape=`\nCMD `\nCMD', '3 CMD | `', '4 CMD'],
  ['quotes in a flag', 'COPY --from="a" b /', '1 COPY | --from=a | b | /'],
  ['a space in the quotes of a flag', 'RUN --mount=source="a b" c', '1 RUN | --mount=source=a b | c'],
  ['quotes in the quotes of a flag', "RUN --mount='\"a\\'b\"' c", '1 RUN | --mount="a\'b" | c'],
  ['the end of the flags', 'COPY --link -- --odd /', '1 COPY | --link= | --odd | /'],
  ['a flag after an argument', 'COPY a--b --from=c /', '1 COPY | a--b | --from=c | /'],
  ['a flag of a flag', 'RUN a--b --c', '1 RUN | a--b | --c'],
  ['spaces in a JSON array', 'COPY ["a b", "/"]', '1 COPY | a b | /'],
  ['no JSON array, but its start', 'COPY ["a"] /', '1 COPY | ["a"] | /'],
];

describe('parseDockerfile', () => {
  it.each(AGREED)('leaves to the library: %s', (_, text, ...expected) => {
    expect(read(text)).toEqual(expected);
    expect(readByLibrary(text)).toEqual(expected);
  });

  it.each(CORRECTED)('corrects: %s', (_, text, ...expected) => {
    expect(read(text)).toEqual(expected);
    expect(readByLibrary(text)).not.toEqual(expected);
  });

  it.each([
    ['# escape=`', '`'],
    ['# syntax=a\n#check=b\r\n #ESCAPE = ` \nFROM a', '`'],
    ['\uFEFF# escape=`', '`'],
    ['# escape=x', '\\'],
    ['\n# escape=`', '\\'],
    ['# why\n# escape=`', '\\'],
    ['# a=b\n# escape=`', '\\'],
    ['FROM a\n# escape=`', '\\'],
  ])('finds the escape character of %j', (text, escape) => {
    expect(parseDockerfile(text).escape).toBe(escape);
  });

  it('reads what ONBUILD keeps', () => {
    const [onbuild] = parseDockerfile('ONBUILD COPY --from="a b" \\\n c /').instructions;
    expect(onbuild?.trigger).toEqual({
      keyword: 'COPY',
      line: 1,
      flags: [{ name: 'from', value: 'a b' }],
      rest: 'c /',
      words: ['c', '/'],
      isJson: false,
    });
  });
});
