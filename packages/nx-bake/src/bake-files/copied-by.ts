import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readDockerfile } from '../dockerfile/read/read-dockerfile';
import type { CopiedPaths } from './map-targets';

/** Reads from a target's Dockerfile what the stages that it needs copy from the context. */
export const copiedBy =
  (workspaceRoot: string): CopiedPaths =>
  ({ contextPath, dockerfilePath, args, target }) => {
    if (contextPath === undefined || dockerfilePath === undefined) return [];
    const text = textOf(join(workspaceRoot, dockerfilePath));
    if (text === undefined) return [];
    const { localSources } = readDockerfile(text, { args, ...(target !== undefined && { target }) });
    return localSources
      .filter(({ needed }) => needed)
      .map(({ source }) => posix.normalize(posix.join(contextPath, source)));
  };

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // the build complains about it
  }
}
