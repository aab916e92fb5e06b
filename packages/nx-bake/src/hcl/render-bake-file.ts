import type { BakePlan } from '../plan/bake-plan';
import { block, listAttribute, type Attribute } from './attributes';
import { COMMITTED_HEADER, RUN_HEADER } from './bake-file-header';
import type { BakeVariables } from './bake-variables';
import { declareVariables } from './declare-variables';
import { LITERAL_REFS, VARIABLE_REFS } from './ref-template';
import { renderTarget } from './render-target';

/**
 * What a user's own bake file may call when it is merged over a run's file: the variables and functions of the
 * committed one. The run's file itself uses none of them.
 */
export const renderVariables = (variables: BakeVariables): string => declareVariables(variables).join('\n');

/**
 * With variables the file to commit, which people and CI steer by the environment and by `--load` and `--push`.
 * Without them the file of one run: all literal, as any variable in it could be changed by the environment.
 */
export function renderBakeFile(plan: BakePlan, variables?: BakeVariables): string {
  const targets = [...plan.targets].sort((a, b) => (a.name < b.name ? -1 : 1));
  const group = block('group "default"', groupTargets(targets.map(({ name }) => name)));
  const [head, form] =
    variables === undefined
      ? [[RUN_HEADER], { refs: LITERAL_REFS, hasOutput: true }]
      : [[COMMITTED_HEADER, ...declareVariables(variables)], { refs: VARIABLE_REFS, hasOutput: false }];
  return [...head, group, ...targets.map((target) => renderTarget(target, form))].join('\n');
}

/** The one list that bake wants even when it is empty. */
const groupTargets = (names: readonly string[]): Attribute[] =>
  names.length === 0 ? [{ name: 'targets', lines: ['[]'] }] : listAttribute('targets', names);
