import { contextNameOf } from '../images/context-name';
import type { Problem } from '../problems';
import type { BakeTarget } from './bake-plan';
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
        : [
            {
              kind: 'base-platforms' as const,
              project: target.project,
              base: base.project,
              missing: found.length === 0 ? target.platforms : missing,
              found,
            },
          ];
    }),
  );
}

/** The bases that have to have the platforms of their user. */
function basesOnPlatform({ request, target }: RequestedTarget): string[] {
  const named = (own: boolean): Set<string | undefined> =>
    new Set(
      request.images.filter(({ ownPlatform }) => ownPlatform === own).map(({ name }) => contextNameOf(name)),
    );
  const [onTheirs, onUsers] = [named(true), named(false)];
  return [
    ...new Set(
      linksOf(target).flatMap(({ name, base }) => (onTheirs.has(name) && !onUsers.has(name) ? [] : [base])),
    ),
  ];
}
