import { parseHeredoc } from '../parse/heredoc';
import { readLocalSource } from './local-source';
import type { Instruction } from '../parse/instruction';
import { resolveCopyFrom } from './resolve-reference';
import type { Finding, Scene } from './scene';
import { substitute } from '../variables/substitute';
import { HOLE } from '../variables/variable-operator';

/** COPY and ADD. The last argument is the destination, and heredocs carry their content with them. */
export function readCopy(instruction: Instruction, scene: Scene): Finding[] {
  const { place, scope, stages } = scene;
  const { words } = instruction;
  if (words.length < 2) {
    return [{ kind: 'unknown', place, text: instruction.rest, why: 'needs a source and a destination' }];
  }
  const sources = words.slice(0, -1).filter((word) => parseHeredoc(word) === undefined);
  const from = instruction.flags.findLast((flag) => flag.name === 'from')?.value ?? '';
  if (instruction.keyword !== 'COPY' || from === '')
    return sources.flatMap((word) => readLocalSource(word, scene));
  const texts = sources.map((word) => substitute(word, scope, stages.escape).text.replaceAll(HOLE, ''));
  return [
    { kind: 'reference', place, reference: resolveCopyFrom(from, stages) },
    ...texts.map((text): Finding => ({ kind: 'mention', place, text })),
  ];
}
