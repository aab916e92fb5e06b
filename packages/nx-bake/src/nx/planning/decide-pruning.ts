import { join, posix } from 'node:path';
import type { Dockerfile } from '../../dockerfile/read/dockerfile';
import type { Pruning } from '../../plan/bake-plan';
import { namedPaths } from '../../plan/context-overlay';
import { escaped } from '../../plan/prune-rules';
import type { BuildOptions } from '../options/build-options';
import type { ImageTarget } from '../targets/image-target';
import type { Workspace } from './decide-build-context';
import { isInside, keptProjects } from './kept-projects';
import { linkEnds } from './link-ends';

interface PruningQuestion {
  readonly options: BuildOptions;
  readonly read: Dockerfile;
  /** Relative to the workspace root. */
  readonly context: string;
}

export interface PruningAnswer {
  readonly pruning: Pruning;
  /** For `--verbose`: what is left out, and why the rest stays. */
  readonly notes: readonly string[];
}

/** Whether a build uses its whole context, not only paths that its Dockerfile names. */
export const copiesAll = ({ localSources }: Dockerfile): boolean =>
  localSources.some(({ needed, source }) => needed && source === '.');

/** Decides which projects of its context an image cannot use, so that they are left out of it. */
export function decidePruning(
  imageTarget: ImageTarget,
  { options, read, context }: PruningQuestion,
  { root, projects }: Workspace,
): PruningAnswer {
  const named = namedPaths(read.localSources, read.unknown);
  if (options.prune === false || named === undefined)
    return { pruning: { enabled: false, kept: imageTarget.closure, named: named ?? ['.'] }, notes: [] };
  const used = copiesAll(read) ? keptProjects({ root, imageTarget, context, read }, projects) : [];
  const ends = named.flatMap((path) => linkEnds(join(root, context), path)).map(escaped);
  const manifests = used.filter(({ path }) => !projects.names.has(path));
  const kept = [...new Set([...imageTarget.closure, ...used.map(({ path }) => path)])];
  const leftOut = [...projects.names.keys()].filter(
    (folder) => folder !== '.' && isInside(folder, context) && !kept.includes(folder),
  );
  const { project } = imageTarget;
  return {
    pruning: {
      enabled: true,
      kept,
      named: [
        ...new Set([
          ...named,
          ...manifests.map(({ path }) => escaped(posix.relative(context, path))),
          ...ends,
        ]),
      ],
    },
    notes: [
      ...(leftOut.length === 0 ? [] : [`[${project}] left out of its build context: ${listed(leftOut)}`]),
      ...used.map(({ path, why }) => `[${project}] kept in its build context: ${path}, as ${why}`),
    ],
  };
}

const MOST = 20;

const listed = (paths: readonly string[]): string =>
  paths.length <= MOST
    ? paths.join(', ')
    : `${paths.slice(0, MOST).join(', ')} and ${paths.length - MOST} more projects`;
