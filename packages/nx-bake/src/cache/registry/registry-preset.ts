import type { CacheAttributes } from '../entries/cache-entry';

export const PRESET_NAMES = ['ecr', 'gar', 'ghcr', 'docker-hub', 'harbor', 'quay'] as const;

export type PresetName = (typeof PRESET_NAMES)[number] | 'none';

/** What caches in a registry need beyond BuildKit's defaults. */
export interface RegistryPreset {
  /** "tag" where a second repository per image has to be created, granted or paid for first. */
  readonly layout: 'repository' | 'tag';
  readonly attributes: CacheAttributes;
}

/** The default since BuildKit 0.21; before, caches were an index of layers, which registries that read an index refuse. */
const IMAGE_MANIFEST = { 'image-manifest': 'true', 'oci-mediatypes': 'true' };

const PRESETS: Readonly<Record<PresetName, RegistryPreset>> = {
  // A repository must exist before a push: https://github.com/aws/containers-roadmap/issues/876 (and the 400 on an index)
  ecr: { layout: 'tag', attributes: IMAGE_MANIFEST },
  // Creates repositories on push and takes both forms.
  gar: { layout: 'repository', attributes: {} },
  ghcr: { layout: 'repository', attributes: {} },
  // A repository made by a push is public, whatever the image's is, or costs one of the plan's private ones.
  'docker-hub': { layout: 'tag', attributes: {} },
  // https://github.com/goharbor/harbor/issues/14774
  harbor: { layout: 'repository', attributes: IMAGE_MANIFEST },
  // https://github.com/moby/buildkit/issues/1440; robot accounts have rights on single repositories
  quay: { layout: 'tag', attributes: IMAGE_MANIFEST },
  none: { layout: 'repository', attributes: {} },
};

const HOSTS: readonly (readonly [RegExp, PresetName])[] = [
  [/^\d{12}\.dkr[.-]ecr[.-]/u, 'ecr'],
  [/(?:^|\.)(?:pkg\.dev|gcr\.io)$/u, 'gar'],
  [/^ghcr\.io$/u, 'ghcr'],
  [/^(?:(?:index|registry-1)\.)?docker\.io$/u, 'docker-hub'],
  [/^harbor\./u, 'harbor'],
  [/^quay\./u, 'quay'],
];

/** The preset of a registry setting such as `ghcr.io/acme`; without a registry an image lies on Docker Hub. */
export function detectPreset(registry: string | undefined): PresetName {
  const host = /^[^/:]*/u.exec(registry ?? 'docker.io')?.[0].toLowerCase() ?? '';
  return HOSTS.find(([pattern]) => pattern.test(host))?.[1] ?? 'none';
}

export const registryPreset = (name: PresetName): RegistryPreset => PRESETS[name];
