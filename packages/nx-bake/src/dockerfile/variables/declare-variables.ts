import type { Instruction } from '../parse/instruction';
import { substitute } from './substitute';
import { lookUp, setTo, unknownBecause, type GrowingScope, type Scope, type Variable } from './variable';

export interface Declarations {
  readonly args: Readonly<Record<string, string>>;
  readonly escape: string;
  /** The variables that a bare `ARG name` takes over. */
  readonly globals?: Scope;
}

/** Adds the variables of one instruction to the scope: only ARG and ENV have some. */
export function declareVariables(scope: GrowingScope, instruction: Instruction, given: Declarations): void {
  if (instruction.unread !== undefined) scope.values.clear();
  if (instruction.keyword === 'ARG') declareArgs(scope, instruction, given);
  if (instruction.keyword === 'ENV') declareEnv(scope, instruction, given.escape);
}

/**
 * A build argument wins over the default, which wins over the ARG of the same name before the first FROM.
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/dockerfile2llb/convert.go#L1675-L1727
 */
function declareArgs(scope: GrowingScope, instruction: Instruction, given: Declarations): void {
  for (const word of instruction.words) {
    const [, name = '', assigned] = /^([^=]*)(=[^]*)?$/.exec(word) ?? [];
    const value = Object.hasOwn(given.args, name) ? setTo(given.args[name] ?? '') : undefined;
    const preset =
      assigned === undefined ? inherited(name, given) : expanded(assigned.slice(1), scope, given.escape);
    const variable = value ?? preset;
    if (variable !== undefined) scope.values.set(name, variable);
  }
}

function inherited(name: string, given: Declarations): Variable | undefined {
  const variable = given.globals && lookUp(given.globals, name);
  return variable?.kind === 'unset' ? undefined : variable;
}

/** All pairs of one ENV see the values from before it. */
function declareEnv(scope: GrowingScope, instruction: Instruction, escape: string): void {
  const { words } = instruction;
  const old = words[0]?.includes('=') === true ? undefined : /^(\S+)\s+([^]+)$/.exec(instruction.rest);
  const pairs = old ? [[old[1], old[2]]] : words.map((word) => word.split(/=([^]*)/, 2));
  const variables = pairs.flatMap(([name = '', value]) =>
    value === undefined
      ? []
      : [[substitute(name, scope, escape).text, expanded(value, scope, escape)] as const],
  );
  for (const [name, variable] of variables) scope.values.set(name, variable);
}

/** The longest value that is kept. A value may hold another one twice, and so on: twenty lines would fill the memory. */
const LONGEST_VALUE = 32 * 1024;

function expanded(value: string, scope: Scope, escape: string): Variable {
  const { text, why } = substitute(value, scope, escape);
  if (text.length > LONGEST_VALUE) return unknownBecause(`is longer than ${LONGEST_VALUE} characters`);
  return why === undefined
    ? setTo(text)
    : unknownBecause(`is made from what is not known (${why})`.slice(0, LONGEST_REASON));
}

/** A reason may quote the one before it. */
const LONGEST_REASON = 300;
