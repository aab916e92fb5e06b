import type { Instruction } from './instruction';

/** The most of a file that is read: far more than anybody writes, and little enough for every Nx command. */
export const MOST_CHARACTERS = 1024 * 1024;

/** The longest instruction that is read, in characters. BuildKit's own lines end at about as many. */
export const LONGEST_INSTRUCTION = 64 * 1024;

export const MOST_INSTRUCTIONS = 10_000;
const MOST_STAGES = 1_000;

/** The most facts that stages and the ONBUILD triggers of their bases may state together. */
export const MOST_FINDINGS = 100_000;

/** The reason why a file is not read; undefined for one that is. */
export function beyondBounds(instructions: readonly Instruction[]): string | undefined {
  if (instructions.length > MOST_INSTRUCTIONS) return `has more than ${MOST_INSTRUCTIONS} instructions`;
  const stages = instructions.filter(({ keyword }) => keyword === 'FROM').length;
  return stages > MOST_STAGES ? `has more than ${MOST_STAGES} stages` : undefined;
}
