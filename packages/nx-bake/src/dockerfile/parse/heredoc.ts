import type { Instruction } from './instruction';

/** The part of an instruction that decides whether heredocs can follow. */
interface Spoken extends Pick<Instruction, 'keyword' | 'isJson'> {
  readonly trigger?: Spoken;
}

/** An instruction, and all of its text. */
interface Source {
  readonly instruction: Spoken;
  readonly text: string;
}

interface Heredoc {
  /** The line that ends it. */
  readonly name: string;
  /** `<<-`: tabs before the end are ignored. */
  readonly skipTabs: boolean;
}

const TOKEN = /'[^']*'|"(?:\\[^]|[^"\\])*"|\\[^]|<<[\t\r ]*|\s+|[^]/g;

/** Index of the line after an instruction's heredocs, which start at the given one. All the rest belongs to one without an end. */
export function endOfHeredocs(source: Source, lines: readonly string[], start: number): number {
  return heredocsOf(source).reduce((at, { name, skipTabs }) => {
    const isEnd = (line: string): boolean => (skipTabs ? line.replace(/^\t+/, '') : line) === name;
    let end = at;
    while (end < lines.length && !isEnd(lines[end] ?? '')) end++;
    return Math.min(end + 1, lines.length);
  }, start);
}

/**
 * The heredocs that follow an instruction. BuildKit also takes `<< EOF`, `3<<EOF` and several in a row:
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/parser/parser.go#L410-L500
 */
function heredocsOf({ instruction, text }: Source): Heredoc[] {
  if (!takesHeredocs(instruction) || !text.includes('<<')) return [];
  const tokens: readonly string[] = text.match(TOKEN) ?? [];
  if (tokens.includes("'") || tokens.includes('"')) return []; // an open quote: BuildKit then sees no words at all
  const words = tokens
    .map((token) => (/^\s/.test(token) ? '\n' : token))
    .join('')
    .split('\n');
  return words.flatMap((word) => parseHeredoc(word) ?? []);
}

function takesHeredocs({ keyword, isJson, trigger }: Spoken): boolean {
  return trigger ? takesHeredocs(trigger) : ['ADD', 'COPY', 'RUN'].includes(keyword) && !isJson;
}

/** Reads one word: undefined when it does not start a heredoc. */
export function parseHeredoc(word: string): Heredoc | undefined {
  const [, dash, quoted = ''] = /^\d*<<(-?)\s*([^<]+)$/.exec(word) ?? [];
  const name = quoted.replace(/'([^']*)'|"((?:\\[^]|[^"\\])*)"|\\([^])/g, '$1$2$3');
  return name === '' ? undefined : { name, skipTabs: dash === '-' };
}
