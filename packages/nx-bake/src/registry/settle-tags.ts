import type { Manifest, RegistryClient } from './registry-client';
import type { Repository } from './repository';

/** A tag of a repository. */
export interface Tag {
  readonly repository: Repository;
  readonly tag: string;
}

/** A tag with what it is to point to: bytes that the repository has already, as they were got. */
export interface WantedTag extends Tag {
  readonly manifest: Manifest;
}

export interface SettledTag extends WantedTag {
  /** Set where the tag could not be written, and so points to what it did before. */
  readonly error: Error | undefined;
}

export const tagKey = ({ repository, tag }: Tag): string => `${repository.host}/${repository.name}:${tag}`;

/**
 * Writes the tags that do not point to what is wanted. `current` has the digests that are known, by {@link tagKey};
 * others are looked up. One tag that fails does not keep the others.
 */
export function settleTags(
  wanted: readonly WantedTag[],
  current: ReadonlyMap<string, string>,
  client: RegistryClient,
): Promise<SettledTag[]> {
  return Promise.all(
    wanted.map(async (one) => {
      const { repository, tag, manifest } = one;
      try {
        const digest = current.get(tagKey(one)) ?? (await client.head(repository, tag));
        if (digest !== manifest.digest) await client.put(repository, tag, manifest);
        return { ...one, error: undefined };
      } catch (error) {
        return { ...one, error: error instanceof Error ? error : new Error(String(error)) };
      }
    }),
  );
}
