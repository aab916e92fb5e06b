import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere } from '../files';
import { isRecord, recordOf, recordsOf, textOf, type Foreign } from '../foreign';

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md */
const INDEX = 'application/vnd.oci.image.index.v1+json';

/**
 * The digest of what an OCI layout holds that stays the same as long as the image does: its manifest, or for several
 * platforms an index of their manifests alone, which is added to the layout. The index that buildx writes names
 * attestations as well, and those have times.
 */
export async function contentDigest(layout: string): Promise<string | undefined> {
  const text = await readIfThere(join(layout, 'index.json'));
  const [image] = recordsOf(recordOf(JSON.parse(text ?? '{}')).manifests);
  const digest = textOf(image?.['digest']);
  if (digest === undefined) return undefined; // buildx wrote none
  const manifests = await manifestsIn(layout, digest);
  const [only, ...others] = manifests;
  if (only === undefined) return digest;
  return others.length === 0 ? textOf(only['digest']) : addIndex(layout, manifests);
}

/** The platforms' manifests of an index; none where the digest is that of a manifest. */
async function manifestsIn(layout: string, digest: string): Promise<Foreign[]> {
  const blob: unknown = JSON.parse(await readFile(blobAt(layout, digest), 'utf8'));
  return isRecord(blob) ? recordsOf(blob['manifests']).filter((manifest) => !isAttestation(manifest)) : [];
}

/** https://docs.docker.com/build/metadata/attestations/attestation-storage/ */
const isAttestation = ({ annotations }: Foreign): boolean =>
  recordOf(annotations)['vnd.docker.reference.type'] === 'attestation-manifest';

async function addIndex(layout: string, manifests: readonly Foreign[]): Promise<string> {
  const index = JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests });
  const digest = `sha256:${createHash('sha256').update(index).digest('hex')}`;
  await writeFile(blobAt(layout, digest), index);
  return digest;
}

const blobAt = (layout: string, digest: string): string => join(layout, 'blobs', ...digest.split(':'));
