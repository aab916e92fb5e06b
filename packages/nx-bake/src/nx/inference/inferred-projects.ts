import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type * as devkit from '@nx/devkit';
import type {
  CreateNodesContext,
  NxJsonConfiguration,
  ProjectConfiguration,
  TargetConfiguration,
} from '@nx/devkit';
import { minimatch } from 'minimatch';
import { recordOf, type Foreign } from '../../foreign';
import type { NormalizedPluginOptions } from '../options/plugin-options';
import { EXECUTOR } from '../targets/image-target';

/**
 * The projects of these Dockerfiles as far as they can be known while Nx is still collecting them: by their own
 * project.json and package.json and by nx.json's defaults, and not by what other plugins infer.
 */
export function inferredProjects(
  dockerfiles: readonly string[],
  { targetName, shared }: NormalizedPluginOptions,
  { workspaceRoot, nxJsonConfiguration }: Pick<CreateNodesContext, 'workspaceRoot' | 'nxJsonConfiguration'>,
): Record<string, ProjectConfiguration> {
  const defaults = defaultOptions(nxJsonConfiguration, { targetName, executor: EXECUTOR });
  const common = { ...shared, ...defaults };
  return Object.fromEntries(
    dockerfiles.map((dockerfile) => {
      const root = dirname(dockerfile);
      const project = readProject(join(workspaceRoot, root));
      const own = project.targets[targetName];
      const options = own?.options === undefined ? common : { ...common, ...optionsOf(own) };
      const target = { executor: EXECUTOR, ...own, options };
      return [project.name, { root, targets: { ...project.targets, [targetName]: target } }];
    }),
  );
}

/** As Nx reads them: https://github.com/nrwl/nx/blob/22.6.0/packages/nx/src/plugins/project-json/build-nodes/project-json.ts */
function readProject(folder: string): { name: string; targets: Record<string, TargetConfiguration> } {
  const project = readJson(join(folder, 'project.json'));
  const manifest = readJson(join(folder, 'package.json'));
  const nx = recordOf(manifest['nx']);
  const name = [project['name'], nx['name'], manifest['name']].find((text) => typeof text === 'string');
  return {
    name: typeof name === 'string' ? name : basename(folder).toLowerCase(),
    // what Nx takes for targets
    targets: { ...recordOf(nx['targets']), ...recordOf(project['targets']) } as Record<
      string,
      TargetConfiguration
    >,
  };
}

function readJson(path: string): Foreign {
  if (!existsSync(path)) return {};
  try {
    return recordOf(parseJson(readFileSync(path, 'utf8')));
  } catch {
    return {}; // Nx itself complains about it
  }
}

/** Comments and trailing commas are for Nx's own reader, which few files need. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- 100 ms on every command
    return (require('@nx/devkit') as typeof devkit).parseJson(text);
  }
}

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
