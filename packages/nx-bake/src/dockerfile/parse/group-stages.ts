import type { Instruction } from './instruction';

/** One FROM and the instructions after it. */
export interface StageText {
  readonly index: number;
  readonly name?: string;
  /** The text before substitution. */
  readonly base: string;
  readonly platform?: string;
  readonly line: number;
  readonly instructions: readonly Instruction[];
}

/** The instructions before the first FROM, and the stages. */
export function groupStages(all: readonly Instruction[]): { before: Instruction[]; stages: StageText[] } {
  const starts = all.flatMap((instruction, at) => (instruction.keyword === 'FROM' ? [at] : []));
  const stages = starts.map((start, index) => startStage(all.slice(start, starts[index + 1]), index));
  return { before: all.slice(0, starts[0]), stages };
}

function startStage([from, ...instructions]: readonly Instruction[], index: number): StageText {
  const [base = '', as, name] = from?.words ?? [];
  const platform = from?.flags.findLast((flag) => flag.name === 'platform')?.value;
  return {
    index,
    base,
    line: from?.line ?? 0,
    instructions,
    ...(as?.toLowerCase() === 'as' && name !== undefined && { name: name.toLowerCase() }),
    ...(platform !== undefined && { platform }),
  };
}
