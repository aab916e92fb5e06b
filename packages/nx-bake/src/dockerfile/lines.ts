import type { Escape } from './instruction';

/** Without what BuildKit takes off: a byte order mark, and carriage returns at the end of a line. */
export const splitLines = (text: string): string[] =>
  text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => line.replace(/\r+$/, ''));

/** An escape character at the end, but no escaped one: https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/parser/parser.go#L167-L190 */
const CONTINUATION: Readonly<Record<Escape, RegExp>> = {
  '\\': /(?<!\\)\\[\t ]*$/,
  '`': /(?<!`)`[\t ]*$/,
};

/**
 * What a line tells about the end of its instruction. To the library any carriage return would end a line, an escaped
 * escape character would continue it, `<<` in quotes would start a heredoc, and comments could be part of a keyword.
 */
export function maskLine(line: string, escape: Escape): string {
  if (isComment(line)) return '';
  const body = line.replace(CONTINUATION[escape], '');
  const masked = body.replaceAll(escape, '.').replaceAll('<<', '..').replaceAll('\r', ' ').trimEnd();
  return body === line ? masked : `${masked} ${escape}`;
}

/** The lines of one instruction as one. Comments and empty lines between them are left out. */
export const joinLines = (lines: readonly string[], escape: Escape): string =>
  lines
    .filter((line) => !isComment(line) && line.trim() !== '')
    .map((line) => line.replace(CONTINUATION[escape], ''))
    .join('')
    .trim();

const isComment = (line: string): boolean => /^\s*#/.test(line);
