import { visible } from './visible';

/** Joins the chunks of one log to lines. */
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
      return lines.flatMap(inPieces).map(visible);
    },
    rest() {
      const last = open;
      open = '';
      return last === '' ? [] : [visible(last)];
    },
  };
}

const inPieces = (line: string): string[] => (line.length <= LONGEST ? [line] : (line.match(PIECE) ?? []));

const PIECE = new RegExp(`[^]{1,${LONGEST}}`, 'g');
