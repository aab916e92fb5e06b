import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CreateNodesContext, ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import type { NormalizedPluginOptions } from '../options/plugin-options';
import { EXECUTOR } from './docker-target';

/**
 * The projects of these Dockerfiles as far as they can be known while Nx is still collecting them: by their own
 * project.json and package.json and by nx.json's defaults, and not by what other plugins infer.
 */
export function inferredProjects(
  dockerfiles: readonly string[],
  { targetName, shared }: NormalizedPluginOptions,
  { workspaceRoot, nxJsonConfiguration }: Pick<CreateNodesContext, 'workspaceRoot' | 'nxJsonConfiguration'>,
): Record<string, ProjectConfiguration> {
  const defaults = nxJsonConfiguration.targetDefaults as
    Record<string, Partial<TargetConfiguration>> | undefined; // Nx 24 has lists for other cases
  const common = { ...shared, ...optionsOf(defaults?.[targetName] ?? defaults?.[EXECUTOR]) };
  return Object.fromEntries(
    dockerfiles.map((dockerfile) => {
      const root = dirname(dockerfile);
      const project = readProject(join(workspaceRoot, root));
      const own = project.targets[targetName];
      const target = { executor: EXECUTOR, ...own, options: { ...common, ...optionsOf(own) } };
      return [project.name, { root, targets: { ...project.targets, [targetName]: target } }];
    }),
  );
}

/** As Nx reads them: https://github.com/nrwl/nx/blob/22.6.0/packages/nx/src/plugins/project-json/build-nodes/project-json.ts */
function readProject(folder: string): { name: string; targets: Record<string, TargetConfiguration> } {
  const project = readJson(join(folder, 'project.json'));
  const manifest = readJson(join(folder, 'package.json'));
  const nx = record(manifest['nx']);
  const name = [project['name'], nx['name'], manifest['name']].find((text) => typeof text === 'string');
  return {
    name: typeof name === 'string' ? name : basename(folder).toLowerCase(),
    // what Nx takes for targets
    targets: { ...record(nx['targets']), ...record(project['targets']) } as Record<
      string,
      TargetConfiguration
    >,
  };
}

function readJson(path: string): Record<string, unknown> {
  try {
    return record(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {}; // not there, or Nx itself complains about it
  }
}

const optionsOf = (target: unknown): Record<string, unknown> => record(record(target)['options']);

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
