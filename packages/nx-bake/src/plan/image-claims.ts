import { contextName } from '../images/context-name';
import { canonicalImage, type ImageRef } from '../images/image-ref';
import { parseImageRef } from '../images/parse-image-ref';

/** A name of an image. One that has lost its registry is, read by docker's rules, one of Docker Hub's. */
export interface KnownRef extends ImageRef {
  readonly isShortened?: true;
}

/** Something that builds images, and what they are called. */
export interface Claimant {
  readonly project: string;
  readonly refs: readonly KnownRef[];
  /** What its images may be called as well, where no other is called so. */
  readonly assumed: readonly KnownRef[];
}

/** Canonical image name → who builds it; more than one is a clash. */
export type ImageClaims<T extends Claimant> = ReadonlyMap<string, readonly T[]>;

export const imageClaims = <T extends Claimant>(claimants: readonly T[]): ImageClaims<T> =>
  new Map([...claimsBy(claimants, 'assumed'), ...claimsBy(claimants, 'refs')]);

function claimsBy<T extends Claimant>(claimants: readonly T[], names: 'refs' | 'assumed'): Map<string, T[]> {
  const claims = new Map<string, T[]>();
  for (const claimant of claimants) {
    for (const name of new Set(claimant[names].map(canonicalImage)))
      claims.set(name, [...(claims.get(name) ?? []), claimant]);
  }
  return claims;
}

/** A Dockerfile's use of an image that this workspace builds. */
export interface BaseUse<T extends Claimant> {
  /** As the Dockerfile spells it, its variables substituted. */
  readonly name: string;
  /** The key of bake's `contexts` that stands for it. */
  readonly contextName: string;
  readonly claimants: readonly T[];
  /** One word that official images of Docker Hub have for a name, and the workspace's only without its registry. */
  readonly mayBeOfficial: boolean;
}

/**
 * Who builds what a Dockerfile names. Whoever names its own image means the one that was published before, and a name
 * with a digest is that very image: neither is built here. Nor is what somebody says to be Docker Hub's.
 */
export function findBases<T extends Claimant>(
  names: readonly string[],
  claims: ImageClaims<T>,
  self: (claimant: T) => boolean,
): BaseUse<T>[] {
  return [...new Set(names)].flatMap((name) => {
    const ref = parseImageRef(name, { place: name });
    if (!ref.ok || ref.value.digest !== undefined) return [];
    const { registry, repository } = ref.value;
    const key = canonicalImage(ref.value);
    const isMeant = (claimant: T) => registry === undefined || isCalled(claimant, key);
    const claimants = (claims.get(key) ?? []).filter(isMeant);
    if (claimants.length === 0 || claimants.some(self)) return [];
    const mayBeOfficial =
      registry === undefined && !repository.includes('/') && !claimants.some((one) => isCalled(one, key));
    return [{ name, contextName: contextName(ref.value), claimants, mayBeOfficial }];
  });
}

const isCalled = ({ refs, assumed }: Claimant, key: string): boolean =>
  [...refs, ...assumed].some((ref) => ref.isShortened !== true && canonicalImage(ref) === key);
