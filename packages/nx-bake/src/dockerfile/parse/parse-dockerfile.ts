import {
  DockerfileParser,
  JSONInstruction,
  ModifiableInstruction,
  Onbuild,
  PropertyInstruction,
  type Instruction as Node,
} from 'dockerfile-ast';
import { LONGEST_INSTRUCTION, MOST_INSTRUCTIONS } from './bounds';
import { endOfHeredocs } from './heredoc';
import type { Escape, Flag, Instruction } from './instruction';
import { parseJson } from './json-form';
import { joinLines, splitLines } from './lines';
import { remembering } from '../../remember';
import { maskWords, unquote } from './words';

export interface ParsedDockerfile {
  readonly escape: Escape;
  readonly instructions: readonly Instruction[];
}

/**
 * The only file that knows the parser library, dockerfile-ast 0.7. Where the library reads otherwise than BuildKit it
 * is given a mask of the text, in which that is hidden; what it finds is then cut out of the text at the same place.
 */
export function parseDockerfile(text: string): ParsedDockerfile {
  const lines = splitLines(text);
  const escape = readEscape(lines);
  const instructions: Instruction[] = [];
  for (const instruction of readInstructions(lines, escape)) {
    instructions.push(instruction);
    if (instructions.length > MOST_INSTRUCTIONS) break;
  }
  return { escape, instructions };
}

/** Reads the escape directive. The library takes any `# name=value` for one; to BuildKit another name makes a comment, after which none follow. */
function readEscape(lines: readonly string[]): Escape {
  const first = lines.findIndex((line) => !line.trimStart().startsWith('#'));
  const head = (first === -1 ? lines : lines.slice(0, first)).join('\n');
  if (!/escape/i.test(head)) return '\\';
  for (const directive of DockerfileParser.parse(head).getDirectives()) {
    const name = directive.getName().toLowerCase();
    if (name === 'escape') return directive.getValue() === '`' ? '`' : '\\';
    if (name !== 'check' && name !== 'syntax') break;
  }
  return '\\';
}

/** The library is given one instruction at a time: it knows some forms of heredocs and of escaped line ends only. */
function* readInstructions(lines: readonly string[], escape: Escape): Generator<Instruction> {
  for (let next = 0; next < lines.length;) {
    const { text, start, end } = joinLines(lines, next, escape);
    next = end;
    const reading = text.length > LONGEST_INSTRUCTION ? unreadable(text) : READINGS[escape](text);
    if (reading === NOTHING) continue;
    yield placed(reading, start + 1);
    next = endOfHeredocs({ instruction: reading, text }, lines, end);
  }
}

/** A longer instruction is not given to the library, whose time grows with the square of the length. */
const unreadable = (text: string): Reading => ({
  ...NOTHING,
  keyword: /^\S{0,20}/.exec(text)?.[0].toUpperCase() ?? '',
  unread: `is longer than ${LONGEST_INSTRUCTION} characters`,
});

/** An instruction without its place. */
type Reading = Omit<Instruction, 'line' | 'trigger'> & { readonly trigger?: Reading };

const NOTHING: Reading = { keyword: '', flags: [], rest: '', words: [], isJson: false };

const placed = ({ trigger, ...reading }: Reading, line: number): Instruction => ({
  ...reading,
  line,
  ...(trigger && { trigger: placed(trigger, line) }),
});

/** The Dockerfiles of a workspace have most of their lines in common. */
const LIMIT = 2000;

const READINGS: Readonly<Record<Escape, (text: string) => Reading>> = {
  '\\': remembering((text) => readLine(text, '\\'), LIMIT),
  '`': remembering((text) => readLine(text, '`'), LIMIT),
};

/** Only the other escape character needs its directive, which is on a line of its own. */
function readLine(text: string, escape: Escape): Reading {
  const directive = escape === '\\' ? '' : `# escape=${escape}\n`;
  const [node] = DockerfileParser.parse(directive + maskWords(text, escape)).getInstructions();
  if (node === undefined) return NOTHING;
  const kept = node instanceof Onbuild ? node.getTriggerInstruction() : null;
  const source = { text, escape };
  return { ...readNode(node, source), ...(kept && { trigger: readNode(kept, source) }) };
}

function readNode(node: Node, { text, escape }: { text: string; escape: Escape }): Reading {
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
    flags,
    rest,
    words: json ?? (words[0] === '--' ? words.slice(1) : words),
    isJson: json !== undefined,
  };
}
