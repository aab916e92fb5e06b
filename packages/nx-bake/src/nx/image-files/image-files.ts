import { posix } from 'node:path';
import * as v from 'valibot';
import type { Problem } from '../../problems';
import { variablePrefix } from '../../report/images/images-dotenv';
import { sharedEntries, type BuildOptions } from '../options/build-options';
import type { ImageTarget } from '../targets/image-target';
import { IMAGES_FOLDER, imageFileName } from './image-file-name';

export type RunFileFormat = 'json' | 'env' | 'kustomize';

/** A file on all images of a run. */
export interface RunFile {
  readonly format: RunFileFormat;
  readonly path: string;
}

/** Where a run tells what became of its images. Paths are absolute or relative to the workspace root. */
export interface ImageFiles {
  /** Task → its own file. */
  readonly own: ReadonlyMap<string, string>;
  readonly run: readonly RunFile[];
}

const RUN_FILES = { imagesFile: 'json', imagesEnvFile: 'env', imagesKustomizeFile: 'kustomize' } as const;

/**
 * Read before the options are checked, so that the files of an earlier run are gone even when this one cannot begin.
 * What is no path here becomes a problem when the options are read.
 */
export function imageFiles(targets: readonly ImageTarget[]): ImageFiles {
  const own = targets.flatMap((one) => {
    const path =
      fileOption(one, 'imageFile') ?? `${IMAGES_FOLDER}/{projectRoot}/${imageFileName(one.target)}`;
    return path === false ? [] : [[one.id, resolveTokens(path, one)] as const];
  });
  const run = Object.entries(RUN_FILES).flatMap(
    ([option, format]) =>
      runPaths(targets, option as keyof typeof RUN_FILES).map((path) => ({ format, path })), // Object.entries forgets
  );
  return { own: new Map(own), run };
}

/** Where tasks name different files, each gets the whole run. */
function runPaths(targets: readonly ImageTarget[], option: keyof typeof RUN_FILES): string[] {
  const given = targets.map((one) => ({ one, path: fileOption(one, option) }));
  const paths = given.flatMap(({ one, path }) =>
    typeof path === 'string' ? [resolveTokens(path, one)] : [],
  );
  const isOff = option !== 'imagesFile' || given.some(({ path }) => path === false);
  return paths.length > 0 || isOff ? [...new Set(paths)] : [`${IMAGES_FOLDER}/images.json`];
}

type FileOption = keyof Pick<BuildOptions, 'imageFile' | keyof typeof RUN_FILES>;

function fileOption({ rawOptions }: ImageTarget, option: FileOption): string | false | undefined {
  const read = v.safeParse(sharedEntries[option], rawOptions[option]);
  return read.success ? read.output : undefined;
}

/** Nx does the same with the options in its configuration, and not with flags. */
const resolveTokens = (path: string, { project, projectRoot }: ImageTarget): string =>
  posix.normalize(
    path
      .replace(/^\{workspaceRoot\}\/?/u, '')
      .replaceAll('{projectRoot}', projectRoot)
      .replaceAll('{projectName}', project),
  );

/** All paths of a run, those in the default folder as that folder: no build may see them, they differ from run to run. */
export const writtenPaths = ({ own, run }: ImageFiles): string[] => [
  IMAGES_FOLDER,
  ...new Set(
    [...own.values(), ...run.map(({ path }) => path)].filter((path) => !path.startsWith(`${IMAGES_FOLDER}/`)),
  ),
];

/** Two images cannot have the same file, nor the same variable in a dotenv file. */
export function findFileClashes(targets: readonly ImageTarget[], { own, run }: ImageFiles): Problem[] {
  const files = [
    ...targets.flatMap(({ id, place }) => (own.has(id) ? [[own.get(id) ?? '', place] as const] : [])),
    ...run.map(({ path, format }) => [path, `the run's ${format} file`] as const),
  ];
  const hasEnv = run.some(({ format }) => format === 'env');
  const variables = targets.map((one) => [`${variablePrefix(recordName(one))}_IMAGE`, one.place] as const);
  return [
    ...shared(files).map(([path, users]) => ({ kind: 'duplicate-image-file' as const, path, users })),
    ...shared(hasEnv ? variables : []).map(([variable, users]) => ({
      kind: 'duplicate-image-variable' as const,
      variable,
      users,
    })),
  ];
}

function shared(items: readonly (readonly [string, string])[]): [string, string[]][] {
  const users = new Map<string, string[]>();
  for (const [item, user] of items) users.set(item, [...(users.get(item) ?? []), user]);
  return [...users].filter(([, list]) => list.length > 1);
}

/** What an image is called in the files: the same whatever else is in the run. */
export const recordName = ({ project, target }: ImageTarget): string =>
  imageFileName(target) === imageFileName() ? project : `${project}-${target}`;
