import { posix } from 'node:path';
import type { Problem } from '../../problems';
import type { BuildOptions } from '../options/build-options';

/**
 * Files and folders outside the workspace that a build would read. Bake itself asks before it reads such, but not
 * while it reports in JSON (https://github.com/docker/buildx/blob/v0.22.0/commands/bake.go#L156), so the question is
 * put here: a path counts as allowed when the option `allow` names it or a folder above it.
 */
export function findOutsidePaths(options: BuildOptions, at: { project: string; place: string }): Problem[] {
  const allowed = (options.allow ?? []).map((path) => posix.normalize(path));
  return [...Object.values(options.contexts ?? {}).filter(isPath), ...secretFiles(options.secret ?? [])]
    .map((path) => posix.normalize(path))
    .filter((path) => isOutside(path) && !allowed.some((folder) => lies(path, folder)))
    .map((path) => ({ ...at, kind: 'outside-workspace', path }));
}

/** A path, and not `docker-image://x`, `target:x`, `https://x` or `oci-layout://x`: https://docs.docker.com/build/bake/contexts/ */
const isPath = (context: string): boolean => !/^[a-z][a-z0-9+.-]*:/iu.test(context);

/** The files of secrets as `id=npm,src=../.npmrc`: https://docs.docker.com/reference/cli/docker/buildx/build/#secret */
const secretFiles = (secrets: readonly string[]): string[] =>
  secrets.flatMap((secret) =>
    secret.split(',').flatMap((field) => /^(?:src|source)=(.*)$/u.exec(field)?.[1] ?? []),
  );

const isOutside = (path: string): boolean =>
  posix.isAbsolute(path) || path === '..' || path.startsWith('../');

const lies = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
