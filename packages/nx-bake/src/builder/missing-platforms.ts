import type { BakeTarget } from '../plan/bake-plan';
import type { ListedBuilder } from './parse-builders';

/** Spellings of one platform: https://github.com/containerd/platforms/blob/v0.2.1/database.go */
const SAME: readonly (readonly [RegExp, string])[] = [
  [/\/x86[-_]64\b/u, '/amd64'],
  [/\/aarch64\b/u, '/arm64'],
  [/\/armhf$/u, '/arm/v7'],
  [/\/armel$/u, '/arm/v6'],
  [/\/arm$/u, '/arm/v7'],
  [/\/arm64\/v?8$/u, '/arm64'],
  [/\/amd64\/v1$/u, '/amd64'],
];

const normalized = (platform: string): string =>
  SAME.reduce((name, [spelling, usual]) => name.replace(spelling, usual), platform.toLowerCase());

/**
 * Which of a target's platforms the builder does not name. It may build them all the same: only what runs in a step
 * needs a machine of that platform. Names without an operating system are buildx' own affair, as `local`.
 */
export function missingPlatforms(
  { platforms }: Pick<BakeTarget, 'platforms'>,
  builder: Pick<ListedBuilder, 'platforms'>,
): string[] {
  const known = new Set(builder.platforms.map(normalized));
  return platforms.filter((one) => known.size > 0 && one.includes('/') && !known.has(normalized(one)));
}
