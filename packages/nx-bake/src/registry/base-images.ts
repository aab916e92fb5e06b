import { parseImageRef } from '../images/parse-image-ref';
import { recordOf, textOf } from '../foreign';
import { formatPlatform, parsePlatform } from '../platform';
import { imageIndex } from './image-index';
import type { Manifest, RegistryClient } from './registry-client';
import { isHub, repositoryOf, type Repository } from './repository';

/** One platform's image of a reference. */
export interface PlatformImage {
  readonly digest: string;
  readonly hasTriggers: boolean;
}

/**
 * Resolves references to the manifest of a platform, each once: the digest of an index changes with each push. Mirrors
 * are asked first for what is on Docker Hub. What cannot be resolved is an error.
 */
export function createBaseResolver(
  client: RegistryClient,
  mirrors: readonly string[],
): (name: string, platform: string) => Promise<PlatformImage> {
  const resolved = new Map<string, Promise<PlatformImage>>();
  const manifests = new Map<string, Promise<Found>>();
  return (name, platform) => {
    const key = `${name} ${platform}`;
    const known = resolved.get(key);
    if (known !== undefined) return known;
    const found = manifests.get(name) ?? findManifest(name, client, mirrors);
    manifests.set(name, found);
    const image = found.then((one) => imageFor(one, platform, client));
    resolved.set(key, image);
    return image;
  };
}

interface Found {
  readonly name: string;
  readonly repository: Repository;
  readonly manifest: Manifest;
}

async function findManifest(
  name: string,
  client: RegistryClient,
  mirrors: readonly string[],
): Promise<Found> {
  const ref = parseImageRef(name, { place: 'an image' });
  if (!ref.ok) throw new Error(`${name} is not a valid image reference`);
  const repository = repositoryOf(ref.value);
  const hosts = isHub(repository.host) ? [...mirrors, repository.host] : [repository.host];
  for (const host of hosts) {
    const at = { ...repository, host };
    const reference = ref.value.digest ?? ref.value.tag ?? 'latest';
    const isLast = host === hosts.at(-1);
    const manifest = await client.manifest(at, reference).catch((error: unknown) => {
      if (isLast) throw error;
      return undefined; // a mirror need not have everything, nor be up
    });
    if (manifest !== undefined) return { name, repository: at, manifest };
  }
  throw new Error(`${name} is not in its registry`);
}

async function imageFor(
  { name, repository, manifest }: Found,
  platform: string,
  client: RegistryClient,
): Promise<PlatformImage> {
  const wanted = normal(platform);
  const { images } = imageIndex(manifest);
  const [only] = images;
  const isIndex = only?.platform !== '';
  const image = isIndex ? images.find((one) => normal(one.platform) === wanted) : only;
  if (image === undefined) throw new Error(`${name} has no image for ${platform}`);
  const own = isIndex ? await client.manifest(repository, image.digest) : manifest;
  const { config } = recordOf(own === undefined ? undefined : JSON.parse(own.bytes.toString('utf8')));
  const digest = textOf(recordOf(config)['digest']);
  const blob = digest === undefined ? undefined : await client.blob(repository, digest);
  if (blob === undefined) throw new Error(`the configuration of ${name} is not in its registry`);
  const triggers = recordOf(recordOf(JSON.parse(blob.toString('utf8')))['config'])['OnBuild'];
  return { digest: image.digest, hasTriggers: Array.isArray(triggers) && triggers.length > 0 };
}

const normal = (platform: string): string => {
  const parsed = parsePlatform(platform);
  return parsed === undefined ? platform : formatPlatform(parsed);
};
