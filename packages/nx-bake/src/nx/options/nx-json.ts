import type { NxJsonConfiguration } from '@nx/devkit';
import { VARIABLE_NAMES, type BakeVariables } from '../../hcl/bake-variables';
import { DEFAULT_TAG, type WorkspaceSettings } from '../../plan/workspace-settings';
import { edgeRules, type EdgeRules } from './edge-rules';
import { DEFAULT_TARGET_NAME, normalizePluginOptions, type NormalizedPluginOptions } from './plugin-options';

const PLUGIN = 'nx-bake';

/**
 * What nx.json says for the whole workspace. With several entries of the plugin the first one counts: their options
 * reach the targets by inference, these are only the defaults of the bake variables.
 */
export function workspaceSettings(
  nxJson: NxJsonConfiguration | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Omit<WorkspaceSettings, 'facts'> {
  const shared = pluginOptions(nxJson)?.shared ?? {};
  const override = {
    ...given('registry', env[VARIABLE_NAMES.registry]),
    ...given('tag', env[VARIABLE_NAMES.tag]),
    ...given('cacheScope', env[VARIABLE_NAMES.cacheScope]),
  };
  return {
    ...given('registry', shared.registry),
    ...(shared.tags === undefined ? {} : { tags: shared.tags }),
    override,
  };
}

/** The plugin's options in nx.json; undefined where they are wrong, of which inference has complained already. */
function pluginOptions(nxJson: NxJsonConfiguration | undefined): NormalizedPluginOptions | undefined {
  const entry = nxJson?.plugins?.find(
    (plugin) => (typeof plugin === 'string' ? plugin : plugin.plugin) === PLUGIN,
  );
  const options = normalizePluginOptions(typeof entry === 'object' ? entry.options : undefined);
  return options.ok ? options.value : undefined;
}

/** Which references between projects count, as nx.json says. */
export const workspaceEdges = (nxJson: NxJsonConfiguration | undefined): EdgeRules =>
  edgeRules({ edges: pluginOptions(nxJson)?.edges ?? {} });

export const inferredTargetName = (nxJson: NxJsonConfiguration | undefined): string =>
  pluginOptions(nxJson)?.targetName ?? DEFAULT_TARGET_NAME;

/** The same as the variables of a bake file. */
export const bakeVariables = ({
  registry,
  tags,
  override,
}: Omit<WorkspaceSettings, 'facts'>): BakeVariables => ({
  registry: override.registry ?? registry ?? '',
  tag: override.tag ?? tags?.[0] ?? DEFAULT_TAG,
  cacheScope: override.cacheScope ?? '',
});

const given = <K extends string>(key: K, value: string | undefined): { [P in K]?: string } =>
  value === undefined || value === '' ? {} : ({ [key]: value } as { [P in K]?: string }); // a computed key widens to string
