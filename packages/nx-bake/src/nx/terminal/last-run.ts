import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere, writeAtomically } from '../../files';
import { dataFolder } from '../files/run-folder';

type Env = Readonly<Record<string, string | undefined>>;

const fileOf = (root: string, env: Env): string => join(dataFolder(root, env), 'last-run.txt');

/** Keeps the last lines of a run for `nx-bake last`. A run does not fail where they cannot be kept. */
export const keepLastRun = (root: string, env: Env, lines: readonly string[]): Promise<void> =>
  writeAtomically(fileOf(root, env), `${lines.join('\n')}\n`).catch(() => undefined);

export interface LastRun {
  readonly text: string;
  readonly endedAt: Date;
}

/** The last lines of the run that ended last in this workspace. */
export async function readLastRun(root: string, env: Env): Promise<LastRun | undefined> {
  const file = fileOf(root, env);
  const text = await readIfThere(file);
  return text === undefined ? undefined : { text, endedAt: (await stat(file)).mtime };
}
