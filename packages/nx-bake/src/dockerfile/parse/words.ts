import type { Escape } from './instruction';

const patternsOf = (e: string) => {
  const quoted = `"((?:${e}[^]|[^"${e}])*)"|'((?:${e}[^]|[^'${e}])*)'`;
  const flag = `--(?:${quoted}|${e}[^]|[^\\s"'${e}])+(?!\\S)`;
  return {
    escaped: new RegExp(`${e}([^]?)`, 'g'),
    pieces: new RegExp(`${quoted}|${e}([^]?)|["']`, 'g'),
    start: new RegExp(`^((?:ONBUILD\\s+)?\\S+)((?:\\s+${flag})*)`, 'i'),
  };
};

const PATTERNS = { '\\': patternsOf('\\\\'), '`': patternsOf('`') };

/**
 * A mask of an instruction in which the library finds the right flags and words. To the library a space in quotes would end a flag, any word
 * with `--` in it would be one or be followed by some, and vertical tabs and carriage returns would part no words.
 */
export function maskWords(text: string, escape: Escape): string {
  const { start, pieces } = PATTERNS[escape];
  const [head = '', keyword = '', flags = ''] = start.exec(text) ?? [];
  const maskedFlags = flags.replace(pieces, (piece) => '_'.repeat(piece.length));
  const rest = text.slice(head.length).replaceAll('--', '__');
  return (keyword + maskedFlags + rest).replaceAll(/[\v\f\r]/g, ' ');
}

/**
 * Removes quotes and escapes from a flag's value, which the library returns with them.
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/parser/split_command.go#L28-L137
 */
export function unquote(text: string, escape: Escape): string {
  const { pieces, escaped } = PATTERNS[escape];
  return text.replace(pieces, (...groups: (string | undefined)[]) => {
    const [, double, single, char = ''] = groups;
    return (double ?? single)?.replace(escaped, '$1') ?? char;
  });
}
