import { posix } from 'node:path';
import type { LocalSource, Unknown } from '../dockerfile/read/dockerfile';
import type { BakeTarget } from './bake-plan';

/** Whether a target needs a context vertex of its own: its context holds other projects, or other targets use it too. */
export function needsOverlay(
  target: BakeTarget,
  targets: readonly BakeTarget[],
  projects: readonly string[],
): boolean {
  const isShared = targets.some((other) => other !== target && other.context === target.context);
  return isShared || projectsInside(target.context, projects).some((root) => root !== '.');
}

/** Projects inside the context, relative to it. */
export const projectsInside = (context: string, roots: readonly string[]): string[] =>
  roots.filter((root) => contains(context, root)).map((root) => posix.relative(context, root) || '.');

const contains = (folder: string, path: string): boolean =>
  folder === '.' || path === folder || path.startsWith(`${folder}/`);

/**
 * What a Dockerfile names in its context, as ignore patterns. A part that cannot be known may be anything; undefined
 * where a whole path is unknown, so that nothing may be left out.
 */
export function namedPaths(
  sources: readonly LocalSource[],
  unknown: readonly Unknown[],
): string[] | undefined {
  const guessed = unknown.flatMap(({ source }) => source ?? []);
  if (guessed.some((path) => /^[*/]*$/u.test(path))) return undefined;
  return [...new Set([...sources.map(({ source }) => source), ...guessed])];
}
