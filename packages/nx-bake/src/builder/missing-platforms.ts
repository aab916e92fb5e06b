import type { BakeTarget } from '../plan/bake-plan';
import { formatPlatform, parsePlatform } from '../platform';
import type { ListedBuilder } from './parse-builders';

/**
 * Which of a target's platforms the builder does not name. It may build them all the same: only what runs in a step
 * needs a machine of that platform. Names without an operating system are buildx' own affair, as `local`.
 */
export function missingPlatforms(
  { platforms }: Pick<BakeTarget, 'platforms'>,
  builder: Pick<ListedBuilder, 'platforms'>,
): string[] {
  const known = new Set(builder.platforms.flatMap(normalForm));
  return platforms.filter((one) => known.size > 0 && normalForm(one).some((form) => !known.has(form)));
}

function normalForm(platform: string): string[] {
  const parsed = parsePlatform(platform);
  return parsed === undefined ? [] : [formatPlatform(parsed)];
}
