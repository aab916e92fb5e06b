import * as v from 'valibot';
import { fail, ok } from '../../result';
import { described, line } from '../../option-schemas';
import { exportEntries, flag, layerEntries } from './backend-schemas';
import { presetOf, registryCacheRef, type RegistryPlace } from '../registry/registry-cache-ref';
import { registryLayout, type RegistryLayout } from '../registry/registry-layout';
import type { CacheBackend, CompleteBackend } from './cache-backend';
import { backendAttributes, withManifestForm, type BackendAttributes } from './export-attributes';
import { findLayerProblems } from './layer-rules';
import { PRESET_NAMES, type PresetName } from '../registry/registry-preset';

const LAYOUTS = ['repository', 'tag', 'shared'] as const;

/** https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/cache/remotecache/registry/registry.go */
const schema = v.strictObject({
  type: v.literal('registry'),
  ref: described(line, 'Full reference of the cache of this one target. Default: made by "layout".'),
  layout: described(
    v.picklist(LAYOUTS, '"repository", "tag" or "shared"'),
    'Where the cache lies: "repository": IMAGE-build-cache, "tag": IMAGE:build-cache, "shared": a tag per target in "repository". Default: by the preset, else "repository".',
  ),
  repository: described(
    line,
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

export interface RegistryCache extends CompleteBackend, BackendAttributes {
  readonly layout: RegistryLayout;
  /** `auto`: detected from the registry of the image. */
  readonly preset: PresetName | 'auto';
}

/** An image beside the image, in a registry. */
export const registry: CacheBackend<typeof schema, RegistryCache> = {
  schema,
  complete: (option, mode, at) => {
    const { type, ref, layout, repository, preset = 'auto', ...rest } = option;
    const place = registryLayout({ ref, layout, repository }, at);
    const problems = [...(place.ok ? [] : place.problems), ...findLayerProblems(option, at)];
    if (!place.ok || problems.length > 0) return fail(problems);
    const attributes = backendAttributes(withManifestForm(rest), mode);
    return ok({ kind: type, layout: place.value, preset, ...attributes });
  },
  entries: (backend, { image, targetName, variant, epoch, scopes, hasBranchScope }) => {
    const { own, reads } = scopes;
    const place: RegistryPlace = { image, targetName, parts: { variant, epoch } };
    const refOf = (name: string | undefined) =>
      registryCacheRef(backend, place, { name, isVariable: hasBranchScope && name === own });
    const { mode = 'max', ...exportOnly } = backend.exportOnly;
    const attributes = { ...backend.both, mode, ...presetOf(backend, image).attributes, ...exportOnly };
    return {
      from: reads.map((scope) => ({ type: 'registry', ref: refOf(scope), attributes: backend.both })),
      to: [{ type: 'registry', ref: refOf(own), attributes }],
    };
  },
  engines: { graphDriver: ['import'], containerd: ['import', 'export'] },
  place: [],
  secrets: {},
  addressSecret: undefined,
  isBranched: false,
};
