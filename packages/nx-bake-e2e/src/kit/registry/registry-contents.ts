import { digestOf } from './registry';

/** Tag → digest of a repository `host:port/name`; empty where there is none. */
export async function tagsOf(repository: string): Promise<Record<string, string>> {
  const { host, name } = placeOf(repository);
  const response = await fetch(`http://${host}/v2/${name}/tags/list`);
  if (!response.ok) return {};
  const { tags } = (await response.json()) as { tags: string[] | null }; // the distribution API's shape
  const digests = await Promise.all((tags ?? []).sort().map((tag) => digestOf(`${repository}:${tag}`)));
  return Object.fromEntries((tags ?? []).map((tag, index) => [tag, digests[index] ?? '']));
}

/** Deletes layers of a cache that another one has not, and leaves its manifest, as a registry's clean-up may. */
export async function deleteLayers(cache: string, other: string): Promise<number> {
  const kept = new Set(await layersOf(other));
  const deleted = (await layersOf(cache)).filter((digest) => !kept.has(digest));
  const { host, name } = placeOf(cache);
  for (const digest of deleted)
    await fetch(`http://${host}/v2/${name}/blobs/${digest}`, { method: 'DELETE' });
  return deleted.length;
}

async function layersOf(reference: string): Promise<string[]> {
  const { host, name, tag } = placeOf(reference);
  const accept = 'application/vnd.oci.image.manifest.v1+json';
  const response = await fetch(`http://${host}/v2/${name}/manifests/${tag}`, { headers: { accept } });
  const { layers } = (await response.json()) as { layers: { digest: string }[] }; // an image manifest's shape
  return layers.map(({ digest }) => digest);
}

function placeOf(reference: string): { host: string; name: string; tag: string } {
  const [, host = '', name = '', tag = 'latest'] = /^([^/]+)\/(.+?)(?::([^:/]+))?$/u.exec(reference) ?? [];
  return { host, name, tag };
}
