import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { BakeStructure } from './bake-structure';
import { resolveTargets } from './resolve-targets';

/**
 * The folder from which a file's paths count: bake takes its own working directory, and the file does not say which that
 * is. Where the most Dockerfiles exist decides between the workspace root and the file's own folder. Compose files
 * always mean their own.
 */
export function baseFolder(structure: BakeStructure, file: string, workspaceRoot: string): string {
  const own = posix.dirname(file);
  if (own === '.' || /\.ya?ml$/u.test(file)) return own;
  const found = (folder: string): number =>
    resolveTargets(structure, folder).filter(
      ({ dockerfilePath }) => dockerfilePath !== undefined && existsSync(join(workspaceRoot, dockerfilePath)),
    ).length;
  return found(own) > found('.') ? own : '.';
}
