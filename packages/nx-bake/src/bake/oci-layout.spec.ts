import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentDigest } from './oci-layout';

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const INDEX = 'application/vnd.oci.image.index.v1+json';

describe('contentDigest', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nx-bake-layout-'));
    mkdirSync(join(folder, 'blobs/sha256'), { recursive: true });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const blob = (name: string): string => join(folder, 'blobs/sha256', name.replace('sha256:', ''));
  const manifest = (letter: string, architecture: string): Record<string, unknown> => ({
    digest: digest(letter),
    size: 1,
    platform: { os: 'linux', architecture },
  });
  /** An attestation has times in it, so its digest is another one in each build. */
  const attestation = (letter: string): Record<string, unknown> => ({
    digest: digest(letter),
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    platform: { os: 'unknown', architecture: 'unknown' },
  });
  const write = (name: string, image: unknown): void => {
    writeFileSync(join(folder, 'index.json'), JSON.stringify({ manifests: [{ digest: name }] }));
    writeFileSync(blob(name), JSON.stringify(image));
  };

  it('is that of the only platform’s manifest', async () => {
    write(digest('f'), { manifests: [manifest('a', 'amd64'), attestation('e')] });
    expect(await contentDigest(folder)).toBe(digest('a'));
  });

  it('is that of an image without attestations', async () => {
    write(digest('a'), { config: {}, layers: [] });
    expect(await contentDigest(folder)).toBe(digest('a'));
  });

  it('is that of an index of nothing but the platforms’ manifests, which it adds', async () => {
    const platforms = [manifest('a', 'amd64'), manifest('b', 'arm64')];
    write(digest('f'), { manifests: [...platforms, attestation('e')] });
    const first = await contentDigest(folder);
    write(digest('0'), { manifests: [...platforms, attestation('1')] });
    expect(await contentDigest(folder)).toBe(first);
    const added: unknown = JSON.parse(readFileSync(blob(first ?? ''), 'utf8'));
    expect(added).toEqual({ schemaVersion: 2, mediaType: INDEX, manifests: platforms });
    write(digest('2'), { manifests: [manifest('c', 'amd64'), manifest('b', 'arm64')] });
    expect(await contentDigest(folder)).not.toBe(first);
  });

  it('is not there where buildx wrote no layout', async () => {
    expect(await contentDigest(join(folder, 'none'))).toBeUndefined();
  });
});
