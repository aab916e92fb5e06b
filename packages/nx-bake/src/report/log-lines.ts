import { stripVTControlCharacters } from 'node:util';

/** Puts the chunks of one log together to lines. */
export interface LogLines {
  /** The lines that are complete by this chunk. */
  add(text: string): string[];
  /** The last line, where it has no end. */
  rest(): string[];
}

/** No process may keep us collecting one endless line. */
const LONGEST = 16 * 1024;

export function logLines(): LogLines {
  let open = '';
  return {
    add(text) {
      const lines = (open + text).split('\n');
      open = lines.pop() ?? '';
      if (open.length > LONGEST) {
        lines.push(open);
        open = '';
      }
      return lines.map(visible);
    },
    rest() {
      const last = open;
      open = '';
      return last === '' ? [] : [visible(last)];
    },
  };
}

/** What a terminal would still show of a line: progress bars write over themselves. Colours would break the prefix's. */
export function visible(line: string): string {
  const shown = line.replace(/\r+$/, '').split('\r').at(-1) ?? '';
  return stripVTControlCharacters(shown);
}
