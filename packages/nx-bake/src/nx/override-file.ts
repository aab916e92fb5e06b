import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BakeSettings } from '../bake/bake-once';
import type { BuildContext } from './build-context';
import { bakeVariables, workspaceSettings } from './workspace-settings';

/** Bake's own name for the file with which a user overrides a generated one. */
const OVERRIDE = 'docker-bake.override.hcl';

export function existingOverride({ root, nxJson, env }: BuildContext): Pick<BakeSettings, 'override'> {
  if (!existsSync(join(root, OVERRIDE))) return {};
  return { override: { file: OVERRIDE, variables: bakeVariables(workspaceSettings(nxJson, env)) } };
}
