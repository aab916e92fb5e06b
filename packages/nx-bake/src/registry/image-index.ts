import { isRecord, recordOf, recordsOf, textOf, type Foreign } from '../foreign';
import type { Manifest } from './registry-client';

/** An image of one platform within an index. */
export interface IndexedImage {
  readonly digest: string;
  /** `linux/amd64`, `linux/arm/v7`. */
  readonly platform: string;
}

/** The parts of an image or an image index that BuildKit pushes. */
export interface ImageIndex {
  readonly images: readonly IndexedImage[];
  /** The digests of the manifests that attest the images. */
  readonly attestations: readonly string[];
  /** Everything but the attestations, which hold times: equal for equal images. */
  readonly content: string;
}

/** https://docs.docker.com/build/metadata/attestations/attestation-storage/ */
const ATTESTS = 'vnd.docker.reference.type';
const PREDICATE = 'in-toto.io/predicate-type';

/** Reads an index; a manifest that is none is its own only image. */
export function imageIndex({ digest, mediaType, bytes }: Manifest): ImageIndex {
  const { manifests, annotations } = parsed(bytes);
  if (!Array.isArray(manifests))
    return { images: [{ digest, platform: '' }], attestations: [], content: digest };
  const all = recordsOf(manifests);
  const images = all.filter((one) => !isAttestation(one));
  return {
    images: images.map((one) => ({ digest: textOf(one['digest']) ?? '', platform: platformOf(one) })),
    attestations: all.filter(isAttestation).map((one) => textOf(one['digest']) ?? ''),
    content: stable({ mediaType, annotations, images }),
  };
}

const isAttestation = ({ annotations }: Foreign): boolean =>
  textOf(recordOf(annotations)[ATTESTS]) === 'attestation-manifest';

function platformOf({ platform }: Foreign): string {
  const { os, architecture, variant } = recordOf(platform);
  return [os, architecture, variant].flatMap((part) => textOf(part) ?? []).join('/');
}

/** Reads the predicate types of an attestation manifest: that it has provenance, a bill of materials. */
export const predicateTypes = ({ bytes }: Manifest): string[] =>
  recordsOf(parsed(bytes)['layers'])
    .flatMap(({ annotations }) => textOf(recordOf(annotations)[PREDICATE]) ?? [])
    .sort();

/**
 * Whether two indexes are of the same images: the platforms' manifests and the index's annotations are equal, and they
 * have attestations of the same types. What a run of steps says does not count.
 */
export async function isSameImage(
  one: Manifest,
  other: Manifest,
  read: (digest: string) => Promise<Manifest | undefined>,
): Promise<boolean> {
  if (one.digest === other.digest) return true;
  const [left, right] = [imageIndex(one), imageIndex(other)];
  if (left.content !== right.content || left.attestations.length !== right.attestations.length) return false;
  const types = async (digests: readonly string[]): Promise<string> => {
    const found = await Promise.all(digests.map(read));
    return stable(found.map((manifest) => (manifest === undefined ? [] : predicateTypes(manifest))));
  };
  const [before, after] = await Promise.all([types(left.attestations), types(right.attestations)]);
  return before === after;
}

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
    isRecord(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
