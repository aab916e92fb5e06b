import type { Escape } from './instruction';

/** Splits a text as BuildKit does: it takes off a byte order mark, and carriage returns at the end of a line. */
export const splitLines = (text: string): string[] =>
  text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map(withoutReturns);

/** A regular expression would look for the end anew from each carriage return. */
function withoutReturns(line: string): string {
  let end = line.length;
  while (line.charAt(end - 1) === '\r') end--;
  return line.slice(0, end);
}

/** An escape character at the end, but no escaped one: https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/parser/parser.go#L167-L190 */
const CONTINUATION: Readonly<Record<Escape, RegExp>> = {
  '\\': /(?<!\\)\\[\t ]*$/,
  '`': /(?<!`)`[\t ]*$/,
};

/** One instruction as one line, with the indexes of its first line and of the one after its last. */
export interface JoinedLines {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The first instruction from a line on. Comments and empty lines before it and within it are left out:
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/parser/parser.go#L285-L408
 */
export function joinLines(lines: readonly string[], from: number, escape: Escape): JoinedLines {
  let start = from;
  while (start < lines.length && isLeftOut(lines[start] ?? '')) start++;
  let text = '';
  let end = start;
  for (let isOpen = true; isOpen && end < lines.length; end++) {
    const line = lines[end] ?? '';
    if (isLeftOut(line)) continue;
    const body = line.replace(CONTINUATION[escape], '');
    isOpen = body !== line;
    text += body;
  }
  return { text: text.trim(), start, end };
}

/** A comment, or an empty line. */
const isLeftOut = (line: string): boolean => /^\s*(?:#|$)/.test(line);
