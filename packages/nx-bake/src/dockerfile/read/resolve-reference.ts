import type { Reference } from './dockerfile';
import type { StageNames } from './scene';
import { substitute } from '../variables/substitute';
import { UNSET, type Scope } from '../variables/variable';

const NOTHING: Scope = { values: new Map(), others: UNSET };

const unknown = (text: string, why: string): Reference => ({ kind: 'unknown', text, why });

/** A name after all substitution. */
function resolveName(name: string, byName: ReadonlyMap<string, number>): Reference {
  const index = byName.get(name.toLowerCase());
  if (index !== undefined) return { kind: 'stage', index };
  return name === 'scratch' ? { kind: 'scratch' } : { kind: 'image', name };
}

/** FROM knows the stages before it. An upper-case spelling of their names BuildKit refuses, so it is no image either. */
export function resolveBase(text: string, globals: Scope, earlier: StageNames): Reference {
  const { text: name, why } = substitute(text, globals, earlier.escape);
  if (why !== undefined) return unknown(text, why);
  return name === '' ? unknown(text, 'is empty') : resolveName(name, earlier.byName);
}

/**
 * `COPY --from=` takes a stage's name or number or an image, and no variables, to this day:
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/dockerfile2llb/convert.go#L941-L979
 */
export function resolveCopyFrom(text: string, stages: StageNames): Reference {
  const plain = substitute(text, NOTHING, stages.escape);
  if (plain.why !== undefined || plain.text !== text)
    return unknown(text, 'variables are not expanded in --from');
  if (!/^[+-]?\d+$/.test(text)) return resolveName(text, stages.byName);
  const index = Number(text);
  return index >= 0 && index < stages.count
    ? { kind: 'stage', index }
    : unknown(text, 'there is no such stage');
}

/**
 * `RUN --mount=from=` takes no variables either, and no numbers.
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/instructions/commands_runmount.go#L179-L182
 */
export function resolveMountFrom(text: string, stages: StageNames): Reference {
  return /\$./.test(text)
    ? unknown(text, 'variables are not expanded in from=')
    : resolveName(text, stages.byName);
}
