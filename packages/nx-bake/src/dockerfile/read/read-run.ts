import { patternOf, readLocalSource } from './local-source';
import type { Instruction } from '../parse/instruction';
import { resolveMountFrom } from './resolve-reference';
import type { Finding, Scene } from './scene';
import { substitute } from '../variables/substitute';

/** The mounts of a RUN, and its command as a mention. */
export function readRun(instruction: Instruction, scene: Scene): Finding[] {
  const mounts = instruction.flags.filter((flag) => flag.name === 'mount');
  return [
    ...mounts.flatMap((flag) => readMount(flag.value, scene)),
    { kind: 'mention', place: scene.place, text: instruction.rest },
  ];
}

/**
 * A mount without `type` is a bind mount, one without `from` is of the build context, one without `source` is of all of it.
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/dockerfile2llb/convert_runmount.go#L64-L145
 */
function readMount(text: string, scene: Scene): Finding[] {
  const fields = parseFields(text);
  const from = fields.get('from') ?? '';
  if (from !== '')
    return [{ kind: 'reference', place: scene.place, reference: resolveMountFrom(from, scene.stages) }];
  const type = substitute(fields.get('type') ?? 'bind', scene.scope, scene.stages.escape);
  const source = fields.get('source') ?? '';
  if (type.why !== undefined)
    return [{ kind: 'unknown', place: scene.place, text, why: type.why, ...patternOf(source, scene) }];
  return type.text.toLowerCase() === 'bind' ? readLocalSource(source, scene) : [];
}

/** One line of CSV: a field may stand in double quotes. */
const FIELD = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g;

function parseFields(text: string): ReadonlyMap<string, string> {
  const fields = [...text.matchAll(FIELD)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
  const pairs = fields.map((field): [string, string] => {
    const [key = '', value = ''] = field.split(/=([^]*)/, 2);
    return [key.toLowerCase() === 'src' ? 'source' : key.toLowerCase(), value];
  });
  return new Map(pairs);
}
