import type { Builder } from '../../builder/find-builder';
import { findUnsupportedCaches } from '../../cache/cache-support';
import { findMissingGhaEnvironment } from '../../cache/backends/gha-environment';
import type { BakePlan } from '../../plan/bake-plan';
import type { Problem } from '../../problems';

/** An engine without containerd's image store has no place for an image of several platforms. */
function findUnsupportedPlatforms(plan: BakePlan, builder: Builder): Problem[] {
  if (builder.driver !== 'docker' || builder.containerdSnapshotter) return [];
  const platforms = plan.targets
    .filter((target) => target.platforms.length > 1)
    .flatMap((target) => target.platforms);
  return platforms.length === 0
    ? []
    : [{ kind: 'platforms-unsupported', builder: builder.name, platforms: [...new Set(platforms)].sort() }];
}

/** What of a plan this builder cannot do, said before bake drops it in silence or fails without a name. */
export function findUnsupported(
  plan: BakePlan,
  builder: Builder,
  env: Readonly<Record<string, string | undefined>>,
): Problem[] {
  const caches = plan.targets.map((target) => ({ from: target.cacheFrom, to: target.cacheTo }));
  return [
    ...findUnsupportedCaches(caches, builder),
    ...findMissingGhaEnvironment(caches, env),
    ...findUnsupportedPlatforms(plan, builder),
  ];
}
