import { mkdir, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isRecord } from '../../foreign';
import type { Problem } from '../../problems';
import { DOTENV_HEADER } from '../../report/images/images-dotenv';
import { KUSTOMIZE_HEADER } from '../../report/images/images-kustomize';
import { readIfThere } from '../../files';
import type { ImageTarget } from '../targets/image-target';
import type { ImageFiles, RunFileFormat } from './image-files';

interface OldFile {
  readonly path: string;
  readonly format: RunFileFormat | 'image';
  readonly project?: string;
  /** Other runs of the same nx command have begun it. */
  readonly kept?: boolean;
}

export interface RemoveSettings {
  readonly root: string;
  readonly isFirst: boolean;
}

/**
 * Removes what an earlier run left: a run that is killed must not leave digests that look like its own. What nx-bake
 * has not written stays, and is a problem.
 */
export async function removeOldFiles(
  targets: readonly ImageTarget[],
  { own, run }: ImageFiles,
  { root, isFirst }: RemoveSettings,
): Promise<Problem[]> {
  const images = targets.flatMap(({ id, project }): OldFile[] => {
    const path = own.get(id);
    return path === undefined ? [] : [{ path, format: 'image', project }];
  });
  const ofRun = run.map((file) => ({ ...file, kept: !isFirst }));
  return (await Promise.all([...images, ...ofRun].map((file) => remove(file, root)))).flat();
}

async function remove({ path, format, project, kept }: OldFile, root: string): Promise<Problem[]> {
  const file = resolve(root, path);
  const whose = project === undefined ? {} : { project };
  try {
    // now, since an empty folder that comes later would be a change of the next build's context
    await mkdir(dirname(file), { recursive: true });
    const text = await readIfThere(file);
    if (text !== undefined && !isOurs(text, format)) return [{ ...whose, kind: 'image-file-not-ours', path }];
    if (kept !== true) await rm(file, { force: true });
    return [];
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return [{ ...whose, kind: 'image-file-not-written', path, detail }];
  }
}

const SIGNS: Readonly<Record<RunFileFormat | 'image', (text: string) => boolean>> = {
  image: (text) => hasKeys(text, ['version', 'task', 'outcome', 'output']),
  json: (text) => hasKeys(text, ['version', 'images']),
  env: (text) => text.startsWith(DOTENV_HEADER),
  kustomize: (text) => text.startsWith(KUSTOMIZE_HEADER),
};

/** Whether a file can be one of ours from an earlier run, and so be replaced. An empty one holds nothing to lose. */
export const isOurs = (text: string, format: RunFileFormat | 'image'): boolean =>
  text.trim() === '' || SIGNS[format](text);

function hasKeys(text: string, keys: readonly string[]): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && keys.every((key) => key in value);
  } catch {
    return false;
  }
}
