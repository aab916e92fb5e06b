/** Text of any length in bounded memory: its beginning and its end, and how much was between them. */
export interface BoundedLog {
  append(text: string): void;
  text(): string;
}

/** Keeps `limit` characters of the beginning and as many of the end. */
export function boundedLog(limit: number): BoundedLog {
  let head = '';
  let tail: string[] = [];
  let tailLength = 0;
  let droppedLines = 0;

  /** Shortens the tail. Costs as much as the tail is long, so it does not run on every chunk. */
  const compact = (): void => {
    const joined = tail.join('');
    const cut = Math.max(0, joined.length - limit);
    droppedLines += joined.slice(0, cut).split('\n').length - 1;
    tail = [joined.slice(cut)];
    tailLength -= cut;
  };

  return {
    append(text) {
      const room = limit - head.length;
      head += text.slice(0, room);
      const rest = text.slice(room);
      if (rest !== '') {
        tail.push(rest);
        tailLength += rest.length;
      }
      if (tailLength > 2 * limit || tail.length > MAX_CHUNKS) {
        compact();
      }
    },
    text() {
      compact();
      const gap = droppedLines === 0 ? '' : `\n[… ${droppedLines} lines left out …]\n`;
      return `${head}${gap}${tail.join('')}`;
    },
  };
}

const MAX_CHUNKS = 4096;
