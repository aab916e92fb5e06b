import {
  DockerfileParser,
  JSONInstruction,
  ModifiableInstruction,
  Onbuild,
  PropertyInstruction,
  type Instruction as Node,
} from 'dockerfile-ast';
import { endOfHeredocs } from './heredoc';
import type { Escape, Flag, Instruction } from './instruction';
import { parseJson } from './json-form';
import { joinLines, maskLine, splitLines } from './lines';
import { maskWords, unquote } from './words';

export interface ParsedDockerfile {
  readonly escape: Escape;
  readonly instructions: readonly Instruction[];
}

/** A whole instruction on one line, and the line where it starts. */
interface Source {
  readonly text: string;
  readonly line: number;
  readonly escape: Escape;
}

/**
 * The only file that knows the parser library, dockerfile-ast 0.7. Where the library reads otherwise than BuildKit it
 * is given a mask of the text, in which that is hidden; what it finds is then cut out of the text at the same place.
 */
export function parseDockerfile(text: string): ParsedDockerfile {
  const lines = splitLines(text);
  const escape = readEscape(lines);
  return { escape, instructions: [...readInstructions(lines, escape)] };
}

/** To the library any `# name=value` is a directive. To BuildKit another name makes a comment, after which none follow. */
function readEscape(lines: readonly string[]): Escape {
  const first = lines.findIndex((line) => !line.trimStart().startsWith('#'));
  const head = first === -1 ? lines : lines.slice(0, first);
  for (const directive of DockerfileParser.parse(head.join('\n')).getDirectives()) {
    const name = directive.getName().toLowerCase();
    if (name === 'escape') return directive.getValue() === '`' ? '`' : '\\';
    if (name !== 'check' && name !== 'syntax') break;
  }
  return '\\';
}

/** The library is not told of heredocs, of which it knows some forms only: it starts anew after the end of each. */
function* readInstructions(lines: readonly string[], escape: Escape): Generator<Instruction> {
  const masked = lines.map((line) => maskLine(line, escape));
  for (let start = 0, next = 0; start < lines.length; start = next) {
    next = lines.length;
    for (const range of findRanges(masked, start, escape)) {
      const text = joinLines(lines.slice(range.start, range.end), escape);
      const instruction = readLine({ text, line: range.start + 1, escape });
      if (instruction === undefined) continue;
      yield instruction;
      const end = endOfHeredocs({ instruction, text }, lines, range.end);
      if (end === range.end) continue;
      next = end;
      break;
    }
  }
}

/** Of each instruction, the indexes of its first line and of the one after its last. */
function findRanges(
  masked: readonly string[],
  start: number,
  escape: Escape,
): { start: number; end: number }[] {
  return parseNodes(masked.slice(start).join('\n'), escape).map((node) => {
    const range = node.getRange();
    return { start: start + range.start.line - 1, end: start + range.end.line };
  });
}

/** The directive is on line 0, so the text starts on line 1. */
const parseNodes = (text: string, escape: Escape): Node[] =>
  DockerfileParser.parse(`# escape=${escape}\n${text}`).getInstructions();

function readLine(source: Source): Instruction | undefined {
  const [node] = parseNodes(maskWords(source.text, source.escape), source.escape);
  if (node === undefined) return undefined;
  const kept = node instanceof Onbuild ? node.getTriggerInstruction() : null;
  return { ...readNode(node, source), ...(kept && { trigger: readNode(kept, source) }) };
}

function readNode(node: Node, { text, line, escape }: Source): Instruction {
  const cut = (range: ReturnType<Node['getRange']>): string =>
    text.slice(range.start.character, range.end.character);
  const found = node instanceof ModifiableInstruction ? node.getFlags() : [];
  const flags = found.map((flag): Flag => {
    const range = flag.getValueRange();
    return { name: flag.getName(), value: range === null ? '' : unquote(cut(range), escape) };
  });
  const start = (found.at(-1)?.getRange() ?? node.getInstructionRange()).end.character;
  const args = node instanceof PropertyInstruction ? node.getPropertyArguments() : node.getArguments();
  const words = args.map((arg) => cut(arg.getRange()));
  // `--` says that no more flags follow. Masked, it is an argument to the library.
  const rest = text
    .slice(start)
    .trim()
    .replace(/^--(?!\S)\s*/, '');
  const json = node instanceof JSONInstruction ? parseJson(rest) : undefined;
  return {
    keyword: node.getKeyword(),
    line,
    flags,
    rest,
    words: json ?? (words[0] === '--' ? words.slice(1) : words),
    isJson: json !== undefined,
  };
}
