import { resolve } from 'node:path';
import type { Problem } from '../../problems';
import type { ImageRecord } from '../../report/images/image-record';
import { renderDotenv } from '../../report/images/images-dotenv';
import { renderImage, renderImages } from '../../report/images/images-json';
import { renderKustomize } from '../../report/images/images-kustomize';
import { fail, ok, type Result } from '../../result';
import type { BuildContext, BuiltTasks } from './run-context';
import { buildTasks } from './build-tasks';
import type { ImageTarget } from '../targets/image-target';
import { clearImageFiles } from '../image-files/old-image-files';
import {
  findFileClashes,
  type ImageFiles,
  type RunFile,
  type RunFileFormat,
} from '../image-files/image-files';
import { imageRecords } from './image-records';
import { joinNxCommand, type NxCommand } from '../image-files/nx-command';
import { writeAtomically } from '../../files';

export interface AskedWithFiles {
  readonly asked: readonly ImageTarget[];
  readonly files: ImageFiles;
}

/** Builds what is asked, between removing the files of an earlier run and writing those of this one. */
export async function withImageFiles(
  { asked, files }: AskedWithFiles,
  context: BuildContext,
): Promise<Result<BuiltTasks>> {
  const clashes = findFileClashes(asked, files);
  if (clashes.length > 0) return fail(clashes);
  if (asked.some(({ rawOptions }) => String(rawOptions['dryRun']) === 'true'))
    return buildTasks(asked, context);
  const command = await joinNxCommand(context.root, context.env);
  try {
    return await betweenFiles({ asked, files, command }, context);
  } finally {
    await command.leave();
  }
}

async function betweenFiles(
  { asked, files, command }: AskedWithFiles & { readonly command: NxCommand },
  context: BuildContext,
): Promise<Result<BuiltTasks>> {
  const refused = await clearImageFiles(asked, files, { root: context.root, isFirst: command.isFirst });
  if (refused.length > 0) return fail(refused);
  const built = await buildTasks(asked, context);
  if (!built.ok) return built;
  const records = imageRecords(asked, built.value);
  const { root } = context;
  const unwritten = await Promise.all([
    ...records.map((record) => writeOwn(record, files, root)),
    ...(files.run.length === 0 ? [] : [writeForRun(records, command, { files: files.run, root })]),
  ]);
  return ok({ ...built.value, unwritten: unwritten.flat() });
}

async function writeOwn(record: ImageRecord, { own }: ImageFiles, root: string): Promise<Problem[]> {
  const path = own.get(record.task);
  if (path === undefined) return [];
  const problems = await problemsOf(path, () => writeAtomically(resolve(root, path), renderImage(record)));
  return problems.map((problem) => ({ ...problem, project: record.project }));
}

const RENDER: Readonly<Record<RunFileFormat, (records: readonly ImageRecord[]) => string | Promise<string>>> =
  { json: renderImages, env: renderDotenv, kustomize: renderKustomize };

interface Place {
  readonly files: readonly RunFile[];
  readonly root: string;
}

/** With what other runs of the same nx command have built. */
async function writeForRun(
  records: readonly ImageRecord[],
  command: NxCommand,
  { files, root }: Place,
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
