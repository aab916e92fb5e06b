import { declareVariables, type Declarations } from './declare-variables';
import type { ReadSettings } from '../read/dockerfile';
import type { StageText } from '../parse/group-stages';
import type { Instruction } from '../parse/instruction';
import { platformArguments } from './platform-arguments';
import { setTo, UNSET, type GrowingScope, type Scope } from './variable';

/**
 * What every FROM sees: the predefined arguments, and each ARG before the first FROM.
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/dockerfile2llb/platform.go#L39-L67
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/dockerfile2llb/convert.go#L2144-L2182
 */
export function globalScope(
  before: readonly Instruction[],
  stages: readonly StageText[],
  { settings, declarations }: { settings: ReadSettings; declarations: Declarations },
): Scope {
  const predefined = [
    ...platformArguments('BUILD', settings.platforms?.build),
    ...platformArguments('TARGET', settings.platforms?.target),
    ['TARGETSTAGE', setTo(settings.target ?? stages.at(-1)?.name ?? 'default')] as const,
  ].map(([name, variable]) => [name, overridden(name, settings) ?? variable] as const);
  const args = before.filter(({ keyword }) => keyword === 'ARG');
  const scope: GrowingScope = { values: new Map(predefined), others: UNSET };
  for (const arg of args) declareVariables(scope, arg, declarations);
  return scope;
}

const overridden = (name: string, { args }: ReadSettings) =>
  Object.hasOwn(args, name) ? setTo(args[name] ?? '') : undefined;
