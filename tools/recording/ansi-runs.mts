/** A piece of a terminal line in one style. */
export interface StyledText {
  readonly text: string;
  readonly style: Style;
}

export interface Style {
  readonly colour?: number;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly inverse?: boolean;
}

/** Terminal output as lines of at most so many columns, as a terminal wraps them. */
export function styledLines(output: string, columns: number): StyledText[][] {
  let style: Style = {};
  return output.split('\n').flatMap((line) => {
    const runs: StyledText[] = [];
    // every odd part is the codes of an escape sequence that sets a style
    line.split(SGR).forEach((part, index) => {
      if (index % 2 === 1) style = part.split(';').map(Number).reduce(restyled, style);
      else if (part !== '') runs.push({ text: part, style });
    });
    return wrapped(runs, columns);
  });
}

const SGR = /\u001B\[([\d;]*)m/u;

/** https://en.wikipedia.org/wiki/ANSI_escape_code#SGR */
function restyled(style: Style, code: number): Style {
  const { colour, ...plain } = style;
  if (code === 0) return {};
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 7) return { ...style, inverse: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 27) return { ...style, inverse: false };
  if (code === 39) return plain;
  const isColour = (code >= 30 && code <= 37) || (code >= 90 && code <= 97);
  return isColour ? { ...plain, colour: code } : { ...plain, ...(colour === undefined ? {} : { colour }) };
}

function wrapped(runs: readonly StyledText[], columns: number): StyledText[][] {
  const lines: StyledText[][] = [[]];
  let used = 0;
  for (const { text, style } of runs) {
    for (let rest = text; rest !== '';) {
      if (used === columns) {
        lines.push([]);
        used = 0;
      }
      const piece = rest.slice(0, columns - used);
      lines.at(-1)?.push({ text: piece, style });
      used += piece.length;
      rest = rest.slice(piece.length);
    }
  }
  return lines;
}
