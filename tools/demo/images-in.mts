interface Catalog {
  readonly repositories?: readonly string[];
}

interface Tags {
  readonly tags?: readonly string[] | null;
}

/** Every image of a registry with its tags, without those that stand in for Docker Hub's. */
export async function imagesIn(registry: string): Promise<string[]> {
  const { repositories = [] } = (await read(registry, '_catalog?n=1000')) as Catalog; // the registry API's shape
  const own = repositories.filter((name) => !name.startsWith('library/'));
  return Promise.all(
    own.map(async (name) => {
      const { tags } = (await read(registry, `${name}/tags/list`)) as Tags; // likewise
      return `  ${name}: ${(tags ?? []).join(', ')}`;
    }),
  );
}

/** https://distribution.github.io/distribution/spec/api/ */
async function read(registry: string, path: string): Promise<unknown> {
  const response = await fetch(`http://${registry}/v2/${path}`);
  if (!response.ok) throw new Error(`The registry answered ${response.status} to ${path}`);
  return response.json();
}
