import { recordOf, type Foreign } from '../foreign';
import { readDocker, type DockerRun } from './docker';

/** An image that should be in the engine's store. */
export interface StoredImage {
  readonly ref: string;
  readonly digest?: string;
}

/**
 * Reference → bytes, as `docker image inspect` says, in one call for all images. What a builder of another driver has
 * pushed is not in the engine's store, or is there in another version: then there is no size, and that is no error.
 */
export async function imageSizes(
  run: DockerRun,
  images: readonly StoredImage[],
): Promise<ReadonlyMap<string, number>> {
  if (images.length === 0) return new Map();
  const refs = images.map(({ ref }) => ref);
  const { stdout } = await readDocker(['image', 'inspect', '--format', '{{json .}}', ...refs], run);
  return sizesIn(stdout, images);
}

export function sizesIn(stdout: string, images: readonly StoredImage[]): ReadonlyMap<string, number> {
  const stored = parseImages(stdout);
  return new Map(
    images.flatMap((image) => {
      const size = stored.find((candidate) => isSame(image, candidate))?.size;
      return size === undefined ? [] : [[image.ref, size] as const];
    }),
  );
}

interface InspectedImage {
  readonly size: number;
  /** Its id, its digests and its tags. */
  readonly names: readonly string[];
}

/** The id is the digest where the engine keeps its images in containerd. Without a digest the tag has to do. */
const isSame = ({ ref, digest }: StoredImage, { names }: InspectedImage): boolean =>
  names.some((name) =>
    digest === undefined ? name === ref : name === digest || name.endsWith(`@${digest}`),
  );

function parseImages(stdout: string): InspectedImage[] {
  return stdout.split('\n').flatMap((line) => {
    const { Id, RepoDigests, RepoTags, Size } = parsed(line);
    const names = [Id, RepoDigests, RepoTags].flat().filter((name) => typeof name === 'string');
    return typeof Size === 'number' && Size > 0 ? [{ size: Size, names }] : [];
  });
}

function parsed(line: string): Foreign {
  try {
    return recordOf(JSON.parse(line));
  } catch {
    return {};
  }
}
