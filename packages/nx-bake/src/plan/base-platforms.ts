import { contextNameOf } from '../images/context-name';
import { formatPlatform, parsePlatform } from '../platform';
import type { Problem } from '../problems';
import type { BakeTarget } from './bake-plan';
import type { RequestedBase } from './build-request';
import type { RequestedTarget } from './link-targets';
import { linksOf } from './links';

/**
 * A base that is only built for others, and has no platforms of its own, is built for all of theirs, which they may have
 * from their own users.
 */
export function withUsersPlatforms(all: readonly RequestedTarget[]): RequestedTarget[] {
  const usersOf = new Map<string, RequestedTarget[]>();
  for (const user of all)
    for (const base of basesOnPlatform(user)) usersOf.set(base, [...(usersOf.get(base) ?? []), user]);
  const found = new Map<string, readonly string[]>();
  const platformsOf = ({ target }: RequestedTarget): readonly string[] => {
    const { name, platforms, output } = target;
    if (output !== 'cacheonly' || platforms.length > 0) return platforms;
    const known = found.get(name);
    if (known !== undefined) return known;
    found.set(name, []); // images on a circle are a problem of their own
    const theirs = [...new Set((usersOf.get(name) ?? []).flatMap(platformsOf))];
    found.set(name, theirs);
    return theirs;
  };
  return all.map((one) => ({ ...one, target: { ...one.target, platforms: platformsOf(one) } }));
}

/**
 * Bake itself refuses a base that lacks a platform only where both list several, without naming a project; one that is
 * built for the builder's own platform alone passes, and its users get that platform for all of theirs.
 * https://github.com/docker/buildx/blob/v0.29.1/bake/bake.go
 */
export function findMissingPlatforms(all: readonly RequestedTarget[]): Problem[] {
  const targets = new Map<string, BakeTarget>(all.map(({ target }) => [target.name, target]));
  return all.flatMap((user) =>
    basesOnPlatform(user).flatMap((name) => {
      const { target } = user;
      const base = targets.get(name);
      const found = base?.platforms ?? [];
      const missing = target.platforms.filter((platform) => !found.includes(platform));
      const isUntold = found.length === 0 && target.platforms.length < 2;
      return base === undefined || missing.length === 0 || isUntold
        ? []
        : [basePlatforms(target, base, found.length === 0 ? target.platforms : missing)];
    }),
  );
}

/**
 * The same of a base as it was published, where both tell their platforms. A registry has them in the normal form, and
 * of an architecture's variants BuildKit takes one that fits, so what is compared is without.
 */
export function findUnpublishedPlatforms(
  { request, target }: RequestedTarget,
  contextName: string,
  base: PlatformsOf,
): Problem[] {
  if (base.platforms.length === 0 || !needsUsersPlatforms(request.images, contextName)) return [];
  const published = new Set(base.platforms.map(withoutVariant));
  const missing = target.platforms.filter((platform) => !published.has(withoutVariant(platform)));
  return missing.length === 0 ? [] : [basePlatforms(target, base, missing)];
}

type PlatformsOf = Pick<BakeTarget, 'project' | 'platforms'>;

const basePlatforms = (user: PlatformsOf, base: PlatformsOf, missing: readonly string[]): Problem => ({
  kind: 'base-platforms',
  project: user.project,
  base: base.project,
  missing,
  found: base.platforms,
});

function withoutVariant(platform: string): string {
  const parsed = parsePlatform(platform);
  return parsed === undefined ? platform : formatPlatform({ ...parsed, variant: '' });
}

/** The bases that have to have the platforms of their user. */
const basesOnPlatform = ({ request, target }: RequestedTarget): string[] => [
  ...new Set(
    linksOf(target).flatMap(({ name, base }) => (needsUsersPlatforms(request.images, name) ? [base] : [])),
  ),
];

/** Not where the Dockerfile names a base only for stages that have a platform of their own. */
function needsUsersPlatforms(images: readonly RequestedBase[], contextName: string): boolean {
  const uses = images.filter(({ name }) => contextNameOf(name) === contextName);
  return uses.length === 0 || uses.some(({ ownPlatform }) => !ownPlatform);
}
