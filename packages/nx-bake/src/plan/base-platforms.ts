import { contextNameOf } from '../images/context-name';
import type { Problem } from '../problems';
import type { BakeTarget } from './bake-plan';
import type { RequestedTarget } from './link-targets';
import { linksOf } from './links';

/** A base that is only built for others, and has no platforms of its own, is built for all of theirs. */
export function withUsersPlatforms(all: readonly RequestedTarget[]): RequestedTarget[] {
  return all.map((one) => {
    const { target } = one;
    if (target.output !== 'cacheonly' || target.platforms.length > 0) return one;
    const users = all.filter((user) => basesOnPlatform(user).includes(target.name));
    const platforms = [...new Set(users.flatMap((user) => user.target.platforms))];
    return { ...one, target: { ...target, platforms } };
  });
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
