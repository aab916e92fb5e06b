import type { Instruction } from '../parse/instruction';
import { substitute } from './substitute';
import { lookUp, setTo, unknownBecause, withVariable, type Scope, type Variable } from './variable';

export interface Declarations {
  readonly args: Readonly<Record<string, string>>;
  readonly escape: string;
  /** The variables that a bare `ARG name` takes over. */
  readonly globals?: Scope;
}

/** The scope after one instruction: only ARG and ENV change it. */
export function declareVariables(scope: Scope, instruction: Instruction, given: Declarations): Scope {
  switch (instruction.keyword) {
    case 'ARG':
      return declareArgs(scope, instruction, given);
    case 'ENV':
      return declareEnv(scope, instruction, given.escape);
    default:
      return scope;
  }
}

/**
 * A build argument wins over the default, which wins over the ARG of the same name before the first FROM.
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/dockerfile2llb/convert.go#L1675-L1727
 */
function declareArgs(scope: Scope, instruction: Instruction, given: Declarations): Scope {
  return instruction.words.reduce((before, word) => {
    const [, name = '', assigned] = /^([^=]*)(=[^]*)?$/.exec(word) ?? [];
    const value = Object.hasOwn(given.args, name) ? setTo(given.args[name] ?? '') : undefined;
    const preset =
      assigned === undefined ? inherited(name, given) : expanded(assigned.slice(1), before, given.escape);
    const variable = value ?? preset;
    return variable === undefined ? before : withVariable(before, name, variable);
  }, scope);
}

function inherited(name: string, given: Declarations): Variable | undefined {
  const variable = given.globals && lookUp(given.globals, name);
  return variable?.kind === 'unset' ? undefined : variable;
}

/** All pairs of one ENV see the values from before it. */
function declareEnv(scope: Scope, instruction: Instruction, escape: string): Scope {
  const { words } = instruction;
  const old = words[0]?.includes('=') === true ? undefined : /^(\S+)\s+([^]+)$/.exec(instruction.rest);
  const pairs = old ? [[old[1], old[2]]] : words.map((word) => word.split(/=([^]*)/, 2));
  return pairs.reduce((after, [name = '', value]) => {
    if (value === undefined) return after;
    return withVariable(after, substitute(name, scope, escape).text, expanded(value, scope, escape));
  }, scope);
}

function expanded(value: string, scope: Scope, escape: string): Variable {
  const { text, why } = substitute(value, scope, escape);
  return why === undefined ? setTo(text) : unknownBecause(`is made from what is not known (${why})`);
}
