import { cutEnd, cutStart, SubstitutionError } from './shell-pattern';
import type { Variable } from './variable';

/** Stands in a text for a part that is missing. No path and no name has it. */
export const HOLE = '\0';

/** A text, and why a part of it is missing. */
export interface Expansion {
  /** The text, with {@link HOLE} for each missing part. */
  readonly text: string;
  readonly why?: string;
}

export interface OperatorUse {
  readonly name: string;
  readonly operator: string;
  /** A colon stands before the operator: an empty value counts as none. */
  readonly emptyIsUnset: boolean;
  readonly word: Expansion;
}

/** BuildKit puts nothing in the place of a name without a value. To us that is a hole: the value may still come from elsewhere. */
export function valueOf(name: string, variable: Variable): Expansion {
  switch (variable.kind) {
    case 'set':
      return { text: variable.value };
    case 'unset':
      return { text: HOLE, why: `${name} has no value` };
    case 'unknown':
      return { text: HOLE, why: `${name} ${variable.why}` };
  }
}

/**
 * `${name<operator>word}`.
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/shell/lex.go#L338-L485
 */
export function applyOperator(variable: Variable, use: OperatorUse): Expansion {
  const { name, operator, word } = use;
  if (use.emptyIsUnset && '#%'.includes(operator))
    throw new SubstitutionError(`unsupported modifier :${operator}`);
  const plain = valueOf(name, variable);
  if (variable.kind === 'unknown') return plain;
  const isSet = variable.kind === 'set' && !(use.emptyIsUnset && variable.value === '');
  switch (operator) {
    case '-':
      return isSet ? plain : word;
    case '+':
      return isSet ? word : { text: '' };
    case '?':
      if (!isSet) throw new SubstitutionError(`${name}: ${word.text === '' ? 'is required' : word.text}`);
      return plain;
    case '#':
      return cut(plain, word, cutStart);
    case '%':
      return cut(plain, word, cutEnd);
    default:
      throw new SubstitutionError(`unsupported modifier in \${${name}${operator}`);
  }
}

function cut(
  value: Expansion,
  pattern: Expansion,
  cutter: (value: string, pattern: string) => string,
): Expansion {
  const why = value.why ?? pattern.why;
  return why === undefined ? { text: cutter(value.text, pattern.text) } : { text: HOLE, why };
}
