import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BakeSettings } from '../../bake/bake-once';
import type { BuildContext } from './run-context';
import { bakeVariables, workspaceSettings } from '../options/nx-json';

/**
 * Bake's own names for files with which a user overrides a generated one, in the order in which it merges them.
 * https://github.com/docker/buildx/blob/461836ba0fcb3e847dab6045a726889faa150bdb/bake/bake.go#L63-L68
 */
const OVERRIDES = ['docker-bake.override.json', 'docker-bake.override.hcl'];

export function existingOverride({ root, nxJson, env }: BuildContext): Pick<BakeSettings, 'override'> {
  const files = OVERRIDES.filter((name) => existsSync(join(root, name)));
  if (files.length === 0) return {};
  return { override: { files, variables: bakeVariables(workspaceSettings(nxJson, env)) } };
}
