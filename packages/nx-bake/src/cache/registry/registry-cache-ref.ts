import { nameBase, scopedName, type NameParts, type Scope } from '../entries/cache-name';
import type { RegistryLayout } from './registry-layout';
import type { ImageRef } from '../../images/image-ref';
import { detectPreset, registryPreset, type PresetName, type RegistryPreset } from './registry-preset';
import { unreachable } from '../../result';

const BUILD_CACHE = 'build-cache';

/** As much of the backend as its refs depend on. */
interface PlacedCache {
  readonly layout: RegistryLayout;
  readonly preset: PresetName | 'auto';
}

/** The place of a target's registry cache, but for the scope. */
export interface RegistryPlace {
  readonly image: ImageRef;
  readonly targetName: string;
  readonly parts: Pick<NameParts, 'variant' | 'epoch'>;
}

export const presetOf = (backend: PlacedCache, image: ImageRef): RegistryPreset =>
  registryPreset(
    backend.preset === 'auto' ? detectPreset(registryOf(backend.layout, image)) : backend.preset,
  );

const registryOf = (layout: RegistryLayout, image: ImageRef): string | undefined => {
  if (layout.kind === 'own') return layout.ref.registry;
  return (layout.kind === 'shared' ? layout.repository.registry : undefined) ?? image.registry;
};

/** `isVariable`: the scope is the run's own, which the committed bake file takes from a variable. */
export function registryCacheRef(
  backend: PlacedCache,
  { image, targetName, parts }: RegistryPlace,
  scope: { name: Scope; isVariable: boolean },
): ImageRef {
  const layout =
    backend.layout.kind === 'preset' ? { kind: presetOf(backend, image).layout } : backend.layout;
  const { base, ...repository } = placeOf(layout, image, targetName);
  const tagBase = nameBase({ base, ...parts });
  const tag = scopedName(tagBase, scope.name);
  return {
    ...repository,
    ...(tag !== undefined && { tag }),
    shared: { registry: repository.shared?.registry ?? false, tag: scope.isVariable },
    ...(scope.isVariable && tagBase !== undefined && { tagBase }),
  };
}

type Located = Pick<ImageRef, 'registry' | 'repository' | 'shared'> & { readonly base?: string | undefined };

function placeOf(
  layout: Exclude<RegistryLayout, { kind: 'preset' }>,
  image: ImageRef,
  targetName: string,
): Located {
  const { repository, registry, shared } = image;
  const host = { ...(registry !== undefined && { registry }), ...(shared !== undefined && { shared }) };
  switch (layout.kind) {
    case 'repository':
      return { ...host, repository: `${repository}-${BUILD_CACHE}` };
    case 'tag':
      return { ...host, repository, base: BUILD_CACHE };
    case 'shared':
      return {
        ...(layout.repository.registry === undefined && host),
        ...layout.repository,
        base: targetName,
      };
    case 'own': {
      const { tag, ...own } = layout.ref;
      return { ...own, base: tag };
    }
    default:
      return unreachable(layout);
  }
}
