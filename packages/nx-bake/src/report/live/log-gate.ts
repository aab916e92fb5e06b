/** Lets a step's log through until it floods: then a few lines each while, and how many there were. */
export interface LogGate {
  admit(lines: readonly string[], now: number): string[];
  /** Closes the gate at the step's end: the number of lines held back. */
  close(): string[];
}

const FREE_LINES = 200;
const LINES_PER_WINDOW = 20;
const WINDOW_MS = 5_000;

export function logGate(): LogGate {
  let room = FREE_LINES;
  let windowFrom = 0;
  let heldBack = 0;

  const told = (): string[] => {
    const lines = heldBack === 0 ? [] : [`… ${heldBack} lines more (all of them: --progress plain)`];
    heldBack = 0;
    return lines;
  };

  return {
    admit(lines, now) {
      if (now - windowFrom >= WINDOW_MS) {
        windowFrom = now;
        room = Math.max(room, LINES_PER_WINDOW);
      }
      const admitted = lines.slice(0, room);
      room -= admitted.length;
      const before = admitted.length > 0 ? told() : [];
      heldBack += lines.length - admitted.length;
      return [...before, ...admitted];
    },
    close: told,
  };
}
