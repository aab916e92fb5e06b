import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { MOST_CHARACTERS } from '../../dockerfile/parse/bounds';
import type { Dockerfile, ReadSettings } from '../../dockerfile/read/dockerfile';
import { readDockerfile } from '../../dockerfile/read/read-dockerfile';
import type { Problem } from '../../problems';
import { remembering } from '../../remember';
import { fail, ok, type Result } from '../../result';
import type { BuildOptions } from '../options/build-options';
import { checkedOptions } from '../options/checked-options';
import { withEnvironment } from '../options/environment-values';
import type { ImageTarget } from '../targets/image-target';
import { findOutsidePaths } from './outside-paths';

export interface OpenedDockerfile {
  readonly options: BuildOptions;
  /** Relative to the workspace root. */
  readonly dockerfile: string;
  readonly read: Dockerfile;
}

/** Checks the options of an image target, and reads its Dockerfile with them. Without `env` no environment has a say. */
export function openDockerfile(
  imageTarget: ImageTarget,
  workspaceRoot: string,
  env?: Readonly<Record<string, string | undefined>>,
): Result<OpenedDockerfile> {
  const { project, place } = imageTarget;
  const checked = checkedOptions(imageTarget.rawOptions, { place: `options of ${place}`, project });
  if (!checked.ok) return checked;
  const options = withEnvironment(checked.value, { env, project, place });
  if (!options.ok) return options;
  const forbidden = [
    ...findOutsidePaths(options.value, { project, place }),
    ...findTwoOutputs(options.value, imageTarget),
  ];
  if (forbidden.length > 0) return fail(forbidden);
  const { dockerfile, args = {}, target } = options.value;
  const found = findDockerfile(dockerfile, imageTarget, workspaceRoot);
  if (!found.ok) return found;
  const text = readDockerfileText(join(workspaceRoot, found.value));
  if (typeof text !== 'string')
    return fail([{ kind: 'dockerfile-unreadable', project, path: found.value, place, ...text }]);
  const read = rememberedDockerfile(text, {
    args,
    ...(target === undefined ? {} : { target }),
  });
  return ok({ options: options.value, dockerfile: found.value, read });
}

/**
 * Reads as much of the file as the reader takes; or says why it cannot be read. This runs in every Nx command, so it
 * neither throws nor waits for a pipe. Bytes that are no UTF-8 become a sign that no name has.
 */
function readDockerfileText(path: string): string | { readonly detail: string } {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return { detail: stats.isDirectory() ? 'is a folder' : 'is no file' };
    return stats.size > 4 * MOST_CHARACTERS ? ' '.repeat(MOST_CHARACTERS + 1) : readFileSync(path, 'utf8');
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return { detail: code === 'EACCES' ? 'may not be read by this user' : `cannot be read (${code})` };
  }
}

/** Bake has one output attribute for a target; which of the two was meant is not ours to guess. */
const findTwoOutputs = ({ push, load }: BuildOptions, { project, place }: ImageTarget): Problem[] =>
  push === true && load === true
    ? [
        {
          kind: 'invalid-option',
          project,
          place: `options of ${place}: load`,
          found: 'true beside push',
          expected: 'false, or push to false: a build has one output',
        },
      ]
    : [];

/**
 * Finds the Dockerfile of an image target, relative to the workspace root. A file that an option names is looked for in
 * the project's folder first, as people write it, then in the workspace root.
 */
function findDockerfile(
  path: string = 'Dockerfile',
  { project, projectRoot, place }: ImageTarget,
  workspaceRoot: string,
): Result<string> {
  const inProject = posix.normalize(posix.join(projectRoot, path));
  const found = [inProject, posix.normalize(path)].find((candidate) =>
    existsSync(join(workspaceRoot, candidate)),
  );
  if (found === undefined) return fail([{ kind: 'dockerfile-missing', project, path: inProject, place }]);
  return found.startsWith('../')
    ? fail([{ kind: 'outside-workspace', project, path: found, place }])
    : ok(found);
}

/** More than a workspace has, so that what Nx asks for twice is read once. */
const LIMIT = 5000;

/** Readings by their settings, of which a workspace has few. */
const readings = remembering((settings) => {
  const parsed = JSON.parse(settings) as ReadSettings; // JSON.parse of our own JSON.stringify
  return remembering((text) => readDockerfile(text, parsed), LIMIT);
}, 100);

/**
 * Reads a Dockerfile, unless the same text was read with the same settings before: Nx asks first for nodes and then for
 * dependencies, of the same process.
 */
const rememberedDockerfile = (text: string, settings: ReadSettings): Dockerfile =>
  readings(JSON.stringify(settings))(text);
