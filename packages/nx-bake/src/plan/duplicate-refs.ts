import type { Problem } from '../problems';
import type { CacheEntry } from '../cache/entries/cache-entry';
import { backendOf } from '../cache/backends/cache-backends';
import { formatCacheEntry } from '../cache/entries/format-cache-entry';
import { canonicalImage, formatImageRef, type ImageRef } from '../images/image-ref';

/** The names and places of a bake target. */
export interface RefTarget {
  readonly name: string;
  readonly project: string;
  readonly tags: readonly ImageRef[];
  readonly cacheTo: readonly CacheEntry[];
  /** In the workspace and not in the run: only its clashes with targets of the run count. */
  readonly isElsewhere?: boolean;
}

interface Claims {
  /** The ref as somebody wrote it. */
  readonly shown: string;
  readonly targets: Set<RefTarget>;
}

/**
 * Images that more than one target produces: the last push would win. Several targets of one project may build one
 * image, in runs of their own: one pushes it, one loads it.
 */
export function findDuplicateImages(targets: readonly RefTarget[]): Problem[] {
  const here = new Set(targets.filter(isHere).map(({ project }) => project));
  const rivals = targets.filter((target) => isHere(target) || !here.has(target.project));
  return clashes(imageClaims(rivals)).map(({ shown, owners }) => ({
    kind: 'duplicate-image',
    image: shown,
    projects: owners,
  }));
}

/** Caches that more than one target writes: the last one would win, and the others' steps run again. */
export function findDuplicateCaches(targets: readonly RefTarget[]): Problem[] {
  return clashes(cacheClaims(targets)).map(({ shown, owners }) => ({
    kind: 'duplicate-cache',
    ref: shown,
    projects: owners,
  }));
}

/** Caches that take the place of an image. */
export function findCachesOverImages(targets: readonly RefTarget[]): Problem[] {
  const images = imageClaims(targets);
  return [...cacheClaims(targets)].flatMap(([key, { shown, targets: writers }]) => {
    const image = images.get(key);
    if (image === undefined || ![...writers, ...image.targets].some(isHere)) return [];
    return [
      {
        kind: 'cache-over-image' as const,
        ref: shown,
        projects: namesOf([...new Set([...writers, ...image.targets])]),
      },
    ];
  });
}

const imageClaims = (targets: readonly RefTarget[]): Map<string, Claims> =>
  claims(targets, ({ tags }) => tags.map((tag) => [canonicalImage(tag), formatImageRef(tag)]));

const cacheClaims = (targets: readonly RefTarget[]): Map<string, Claims> =>
  claims(targets, ({ cacheTo }) => cacheTo.flatMap(placeOf));

/** The place of a cache in canonical and in shown form; an inline cache has none of its own. */
function placeOf({ type, ref, attributes }: CacheEntry): [key: string, shown: string][] {
  if (ref !== undefined) return [[canonicalImage(ref), formatImageRef(ref)]];
  const parameters = backendOf(type)?.place ?? [];
  if (parameters.length === 0) return [];
  const place = Object.entries(attributes).filter(([name]) => parameters.includes(name));
  const shown = formatCacheEntry({ type, attributes: Object.fromEntries(place) });
  return [[shown, shown]];
}

function claims(
  targets: readonly RefTarget[],
  placesOf: (target: RefTarget) => [key: string, shown: string][],
): Map<string, Claims> {
  const all = new Map<string, Claims>();
  for (const target of targets) {
    for (const [key, shown] of placesOf(target)) {
      const claim = all.get(key) ?? { shown, targets: new Set() };
      all.set(key, claim);
      claim.targets.add(target);
    }
  }
  return all;
}

const isHere = ({ isElsewhere }: RefTarget): boolean => isElsewhere !== true;

const clashes = (all: Map<string, Claims>): { shown: string; owners: string[] }[] =>
  [...all.values()]
    .filter(({ targets }) => targets.size > 1 && [...targets].some(isHere))
    .map(({ shown, targets }) => ({ shown, owners: namesOf([...targets]) }));

/** Projects, or where one project is in its own way, its targets. */
function namesOf(targets: readonly RefTarget[]): string[] {
  const projects = new Set(targets.map(({ project }) => project));
  return projects.size > 1 ? [...projects] : [...new Set(targets.map(({ name }) => name))];
}
