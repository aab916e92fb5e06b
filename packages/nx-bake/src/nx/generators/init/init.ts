import { formatFiles, readNxJson, updateNxJson, type Tree } from '@nx/devkit';
import { NxBakeError } from '../../../problems';
import { PLUGIN, pluginEntry } from '../../options/nx-json';
import { normalizePluginOptions, type PluginOptions } from '../../options/plugin-options';

export interface InitOptions {
  readonly registry?: string;
  readonly targetName?: string;
  readonly skipFormat?: boolean;
}

/** Registers the plugin in nx.json; run again it changes nothing that somebody has set. */
export default async function init(tree: Tree, options: InitOptions): Promise<void> {
  const wanted: PluginOptions = {
    ...(options.registry === undefined || options.registry === '' ? {} : { registry: options.registry }),
    ...(options.targetName === undefined ? {} : { targetName: options.targetName }),
  };
  const checked = normalizePluginOptions(wanted);
  if (!checked.ok) throw new NxBakeError(checked.problems);
  const nxJson = readNxJson(tree) ?? {};
  if (pluginEntry(nxJson) !== undefined) return;
  const entry = Object.keys(wanted).length === 0 ? PLUGIN : { plugin: PLUGIN, options: wanted };
  updateNxJson(tree, { ...nxJson, plugins: [...(nxJson.plugins ?? []), entry] });
  if (options.skipFormat !== true) await formatFiles(tree);
}
