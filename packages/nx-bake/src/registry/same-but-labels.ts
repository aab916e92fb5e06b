import { recordOf, recordsOf, textOf, type Foreign } from '../foreign';
import { VOLATILE_LABELS } from '../metadata/oci-labels';
import { imageIndex } from './image-index';
import type { Manifest } from './registry-client';

/** How manifests and configs of one repository are read. */
export interface ImageReader {
  readonly manifest: (digest: string) => Promise<Manifest | undefined>;
  readonly blob: (digest: string) => Promise<Buffer | undefined>;
}

/**
 * Whether two images differ in nothing but times, and labels and annotations that change with each commit: the layers,
 * and all else of the config, are the same on every platform.
 */
export async function isSameButLabels(one: Manifest, other: Manifest, reader: ImageReader): Promise<boolean> {
  const [left, right] = [imageIndex(one), imageIndex(other)];
  const isComparable =
    left.images.length > 0 &&
    left.images.length === right.images.length &&
    left.attestations.length === right.attestations.length;
  if (!isComparable || outsideImages(one) !== outsideImages(other)) return false;
  for (const image of left.images) {
    const twin = right.images.find(({ platform }) => platform === image.platform);
    if (twin === undefined) return false;
    const [before, after] = await Promise.all([
      contentOf(image.digest, one, reader),
      contentOf(twin.digest, other, reader),
    ]);
    if (before === undefined || before !== after) return false;
  }
  return true;
}

/** The parts of an index besides its images. */
const outsideImages = ({ mediaType, bytes }: Manifest): string => {
  const { manifests, annotations } = parsed(bytes);
  return Array.isArray(manifests) ? stable({ mediaType, annotations: steady(annotations) }) : mediaType;
};

async function contentOf(digest: string, top: Manifest, reader: ImageReader): Promise<string | undefined> {
  const manifest = digest === top.digest ? top : await reader.manifest(digest);
  if (manifest === undefined) return undefined;
  const { layers, annotations, config } = parsed(manifest.bytes);
  const blob = await reader.blob(textOf(recordOf(config)['digest']) ?? '');
  if (blob === undefined) return undefined;
  const image = parsed(blob);
  const inner = recordOf(image['config']);
  return stable({
    layers: recordsOf(layers).map((layer) => layer['digest']),
    annotations: steady(annotations),
    image: {
      ...image,
      // a step has the time of the cache record that was found for it, of which there may be several
      created: undefined,
      history: recordsOf(image['history']).map((step) => ({ ...step, created: undefined })),
      config: { ...inner, Labels: steady(inner['Labels']) },
    },
  });
}

const steady = (labels: unknown): Foreign =>
  Object.fromEntries(Object.entries(recordOf(labels)).filter(([name]) => !VOLATILE_LABELS.includes(name)));

function parsed(bytes: Buffer): Foreign {
  try {
    return recordOf(JSON.parse(bytes.toString('utf8')));
  } catch {
    return {};
  }
}

/** JSON whose keys are in order. */
const stable = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
