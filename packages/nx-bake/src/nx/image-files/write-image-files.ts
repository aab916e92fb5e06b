import { resolve } from 'node:path';
import { writeAtomically } from '../../files';
import type { Problem } from '../../problems';
import type { ImageRecord } from '../../report/images/image-record';
import { renderDotenv } from '../../report/images/images-dotenv';
import { renderImage, renderImages } from '../../report/images/images-json';
import { renderKustomize } from '../../report/images/images-kustomize';
import type { ImageFiles, RunFile, RunFileFormat } from './image-files';
import type { NxCommand } from './nx-command';

interface WriteSettings {
  readonly root: string;
  readonly command: NxCommand;
}

/** Writes the file of each image and those of the whole run. Returns a problem for each that cannot be written. */
export async function writeImageFiles(
  records: readonly ImageRecord[],
  { own, run }: ImageFiles,
  { root, command }: WriteSettings,
): Promise<Problem[]> {
  const problems = await Promise.all([
    ...records.map((record) => writeOwn(record, own.get(record.task), root)),
    ...(run.length === 0 ? [] : [writeForRun(records, run, { root, command })]),
  ]);
  return problems.flat();
}

async function writeOwn(record: ImageRecord, path: string | undefined, root: string): Promise<Problem[]> {
  if (path === undefined) return [];
  const problems = await problemsOf(path, () => writeAtomically(resolve(root, path), renderImage(record)));
  return problems.map((problem) => ({ ...problem, project: record.project }));
}

const RENDER: Readonly<Record<RunFileFormat, (records: readonly ImageRecord[]) => string | Promise<string>>> =
  { json: renderImages, env: renderDotenv, kustomize: renderKustomize };

/** Includes what other runs of the same nx command have built. */
async function writeForRun(
  records: readonly ImageRecord[],
  files: readonly RunFile[],
  { root, command }: WriteSettings,
): Promise<Problem[]> {
  const problems = new Map<string, Problem[]>();
  const write = async ({ format, path }: RunFile, all: readonly ImageRecord[]): Promise<void> => {
    const written = problemsOf(path, async () =>
      writeAtomically(resolve(root, path), await RENDER[format](all)),
    );
    problems.set(path, await written);
  };
  const added = await problemsOf(files.map(({ path }) => path).join(', '), () =>
    command.add(records, async (all) => {
      await Promise.all(files.map((file) => write(file, all)));
    }),
  );
  return [...added, ...[...problems.values()].flat()];
}

async function problemsOf(path: string, write: () => Promise<void>): Promise<Problem[]> {
  try {
    await write();
    return [];
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return [{ kind: 'image-file-not-written', path, detail }];
  }
}
