import type { NxJsonConfiguration } from '@nx/devkit';
import { minimatch } from 'minimatch';
import { recordOf } from '../../foreign';

/** Options by their names. */
export type RawOptions = Readonly<Record<string, unknown>>;

/**
 * The options that nx.json's targetDefaults has for a target of ours. The executor's entry goes before that of the name,
 * and that before the longest matching pattern. Since Nx 23 an entry can be a list for several cases; those with a
 * filter are left to Nx, as what they ask for is not known yet.
 * https://github.com/nrwl/nx/blob/22.6.0/packages/nx/src/project-graph/utils/project-configuration-utils.ts
 */
export function defaultOptions(
  { targetDefaults = {} }: NxJsonConfiguration,
  { targetName, executor }: { targetName: string; executor: string },
): RawOptions {
  const patterns = Object.keys(targetDefaults)
    .filter((key) => /[*?{[]/u.test(key) && minimatch(targetName, key))
    .sort((a, b) => b.length - a.length);
  const key = [executor, targetName, ...patterns].find((name) => Object.hasOwn(targetDefaults, name));
  const entry: unknown = key === undefined ? undefined : targetDefaults[key];
  const entries: unknown[] = Array.isArray(entry) ? entry : [entry];
  return Object.assign(
    {},
    ...entries.filter((one) => recordOf(one)['filter'] === undefined).map(optionsOf),
  ) as RawOptions; // of records
}

export const optionsOf = (target: unknown): RawOptions => recordOf(recordOf(target)['options']);
