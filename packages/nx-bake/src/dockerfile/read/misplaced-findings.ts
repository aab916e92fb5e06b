import type { Place } from './dockerfile';
import type { StageText } from '../parse/group-stages';
import type { Instruction } from '../parse/instruction';
import type { Finding } from './scene';

/** Findings that belong to no stage. */
export function misplacedFindings(
  before: readonly Instruction[],
  stages: readonly StageText[],
  missingTarget: string | undefined,
): Finding[] {
  const early = before.filter(({ keyword }) => keyword !== 'ARG');
  return [
    ...early.map(({ keyword, line }) => unknown(keyword, { line, why: 'stands before the first FROM' })),
    ...(stages.length === 0 ? [unknown('FROM', { line: 1, why: 'is missing' })] : []),
    ...(missingTarget === undefined
      ? []
      : [unknown(missingTarget, { line: 1, why: 'is no stage of this file' })]),
  ];
}

function unknown(text: string, { line, why }: { line: number; why: string }): Finding {
  const place: Place = { instruction: text, line, stage: -1, onbuild: false };
  return { kind: 'unknown', place, text, why };
}
