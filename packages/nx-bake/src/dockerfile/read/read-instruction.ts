import type { Instruction } from '../parse/instruction';
import { readCopy } from './read-copy';
import { readRun } from './read-run';
import type { Finding, Scene } from './scene';
import { unknownBecause, type Scope } from '../variables/variable';

/** The other instructions: they read nothing. */
const SILENT: ReadonlySet<string> = new Set(
  'ARG CMD ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL MAINTAINER SHELL STOPSIGNAL USER VOLUME'.split(' '),
);

const LATER: Scope = {
  values: new Map(),
  others: unknownBecause('is known only in the image built on this one'),
};

export function readInstruction(instruction: Instruction, scene: Scene): Finding[] {
  const { keyword, unread } = instruction;
  if (unread !== undefined) return [{ kind: 'unknown', place: scene.place, text: keyword, why: unread }];
  switch (instruction.keyword) {
    case 'ADD':
    case 'COPY':
      return readCopy(instruction, scene);
    case 'RUN':
      return readRun(instruction, scene);
    case 'WORKDIR':
      return [{ kind: 'mention', place: scene.place, text: instruction.rest }];
    case 'ONBUILD':
      return instruction.trigger ? readTrigger(instruction.trigger, scene) : [];
    default: {
      const { place } = scene;
      return SILENT.has(instruction.keyword)
        ? []
        : [{ kind: 'unknown', place, text: instruction.keyword, why: 'is no Dockerfile instruction' }];
    }
  }
}

function readTrigger(trigger: Instruction, scene: Scene): Finding[] {
  const place = { ...scene.place, instruction: trigger.keyword, onbuild: true };
  if (['FROM', 'MAINTAINER', 'ONBUILD'].includes(trigger.keyword)) {
    return [{ kind: 'unknown', place, text: trigger.keyword, why: 'cannot be an ONBUILD trigger' }];
  }
  return readInstruction(trigger, { ...scene, place, scope: LATER });
}
