import * as v from 'valibot';
import { described, exportEntries, flag, layerEntries, text } from '../cache-parameters';
import { PRESET_NAMES } from '../registry-preset';

const LAYOUTS = ['repository', 'tag', 'shared'] as const;

/** https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/cache/remotecache/registry/registry.go */
export const RegistryCacheSchema = v.strictObject({
  type: v.literal('registry'),
  ref: described(text, 'Full reference of the cache of this one target. Default: made by "layout".'),
  layout: described(
    v.picklist(LAYOUTS, '"repository", "tag" or "shared"'),
    'Where the cache lies: "repository": IMAGE-build-cache, "tag": IMAGE:build-cache, "shared": a tag per target in "repository". Default: by the preset, else "repository".',
  ),
  repository: described(
    text,
    'The repository of the layout "shared", below the registry of the images or with one of its own.',
  ),
  preset: described(
    v.picklist([...PRESET_NAMES, 'none'], `${PRESET_NAMES.map((name) => `"${name}"`).join(', ')} or "none"`),
    'What the registry needs. Default: detected from its host.',
  ),
  ...layerEntries,
  'registry.insecure': described(flag, 'Speak plain HTTP with the registry. Default: false.'),
  ...exportEntries,
});
