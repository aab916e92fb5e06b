import type { NxJsonConfiguration } from '@nx/devkit';
import { minimatch } from 'minimatch';
import { VARIABLE_NAMES, type BakeVariables } from '../../hcl/bake-variables';
import type { Problem } from '../../problems';
import { DEFAULT_TAG, type WorkspaceSettings } from '../../plan/workspace-settings';
import { validPluginOptions, type NormalizedPluginOptions } from './plugin-options';

/** The name under which nx.json lists the plugin. */
export const PLUGIN = 'nx-bake';

/**
 * What nx.json says for the whole workspace. With several entries of the plugin the first one counts: their options
 * reach the targets by inference, these are only the defaults of the bake variables.
 */
export function workspaceSettings(
  nxJson: NxJsonConfiguration | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Omit<WorkspaceSettings, 'facts'> {
  const shared = pluginOptions(nxJson).shared;
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

/** The plugin's entry in nx.json, the first where there are several. */
export const pluginEntry = (nxJson: NxJsonConfiguration | undefined) =>
  nxJson?.plugins?.find((plugin) => (typeof plugin === 'string' ? plugin : plugin.plugin) === PLUGIN);

/** The plugin's options in nx.json, without those that are wrong. */
const pluginOptions = (nxJson: NxJsonConfiguration | undefined): NormalizedPluginOptions =>
  checkedEntry(pluginEntry(nxJson)).options;

/** Everything that is wrong with the plugin's options in nx.json: runs refuse to build with them. */
export const pluginProblems = (nxJson: NxJsonConfiguration | undefined): Problem[] =>
  (nxJson?.plugins ?? [])
    .filter((plugin) => (typeof plugin === 'string' ? plugin : plugin.plugin) === PLUGIN)
    .flatMap((entry) => checkedEntry(entry).problems);

const checkedEntry = (entry: ReturnType<typeof pluginEntry>) =>
  validPluginOptions(typeof entry === 'object' ? entry.options : undefined);

/** Which references between projects count. */
export interface EdgeRules {
  /** Whether a Dockerfile's use of another project's image counts. */
  readonly images: boolean;
  /** Whether a COPY from another project's folder counts. */
  readonly files: boolean;
  /** Takes an image name as the Dockerfile spells it, or a path in the workspace. */
  readonly isIgnored: (reference: string) => boolean;
}

export function edgeRules({ edges }: Pick<NormalizedPluginOptions, 'edges'>): EdgeRules {
  const ignored = edges.ignore ?? [];
  return {
    images: edges.images ?? true,
    files: edges.files ?? true,
    isIgnored: (reference) =>
      ignored.some((pattern) => reference === pattern || minimatch(reference, pattern)),
  };
}

/** The rules that nx.json has. */
export const workspaceEdges = (nxJson: NxJsonConfiguration | undefined): EdgeRules =>
  edgeRules({ edges: pluginOptions(nxJson).edges });

export const inferredTargetName = (nxJson: NxJsonConfiguration | undefined): string =>
  pluginOptions(nxJson).targetName;

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
