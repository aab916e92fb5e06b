import { recordOf, recordsOf, textOf } from '../foreign';
import { readDocker, type DockerRun } from './docker';
import { platformName } from './platform-name';

/** An image that a registry has under a reference. */
export interface PublishedImage {
  /** The digest of the image index where there is one. */
  readonly digest: string;
  /** Empty where that cannot be told: an image without an index does not say it here. */
  readonly platforms: readonly string[];
  /** The digest that stays the same as long as the image does: of the only platform's manifest, if there is one. */
  readonly content: string;
}

/**
 * The image that a registry has for a reference. Undefined where it has none, or does not say.
 * https://docs.docker.com/reference/cli/docker/buildx/imagetools/inspect/
 */
export async function publishedImage(
  ref: string,
  run: DockerRun,
  builder?: string,
): Promise<PublishedImage | undefined> {
  const at = builder === undefined ? [] : ['--builder', builder];
  // `{{.Manifest.Digest}}` would print the whole text view
  const args = ['buildx', 'imagetools', 'inspect', ...at, '--format', '{{json .Manifest}}', ref];
  const { code, stdout } = await readDocker(args, run);
  return code === 0 ? imageIn(stdout) : undefined;
}

/** The platform of a manifest that attests an image: https://docs.docker.com/build/metadata/attestations/attestation-storage/ */
const ATTESTATION = 'unknown/unknown';

function imageIn(json: string): PublishedImage | undefined {
  const { digest, manifests } = recordOf(parsed(json));
  const found = textOf(digest);
  if (found === undefined) return undefined;
  const images = recordsOf(manifests)
    .map((manifest) => ({ manifest, name: platformName(recordOf(manifest['platform'])) }))
    .filter(({ name }) => name !== '' && name !== ATTESTATION);
  const [only, ...others] = images;
  const content = others.length === 0 ? textOf(only?.manifest['digest']) : undefined;
  return {
    digest: found,
    platforms: [...new Set(images.map(({ name }) => name))],
    content: content ?? found,
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
