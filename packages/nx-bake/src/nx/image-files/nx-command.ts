import { mkdir, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder } from '../files/run-folder';
import type { ImageRecord } from '../../report/images/image-record';
import { writeAtomically } from '../../files';

/**
 * What one nx command has built so far. It can run several batches, one after another or, without batches, a process
 * per task: each leaves its records here, and what is written for all of them holds them all.
 */
export interface NxCommand {
  /** Whether this is the first run of the command. */
  readonly isFirst: boolean;
  /** Adds the records of this run, and hands over those of all runs, again when another one ended meanwhile. */
  add(records: readonly ImageRecord[], use: (all: readonly ImageRecord[]) => Promise<void>): Promise<void>;
  /** Leaves nothing behind where no run has records. */
  leave(): Promise<void>;
}

const PREFIX = 'nx-';

type Env = Readonly<Record<string, string | undefined>>;

export async function joinNxCommand(root: string, env: Env): Promise<NxCommand> {
  const base = dataFolder(root, env);
  await mkdir(base, { recursive: true });
  const pid = nxPid(env);
  const folder = join(base, `${PREFIX}${pid}-${await startOf(pid)}`);
  const isFirst = await create(folder);
  if (isFirst) await removeEnded(base, folder);
  return {
    isFirst,
    leave: () => rmdir(folder).catch(() => undefined), // it is not empty
    add: async (records, use) => {
      await writeAtomically(join(folder, `${Date.now()}-${process.pid}.json`), JSON.stringify(records));
      let used = 0;
      for (let files = await filesIn(folder); files.length > used; files = await filesIn(folder)) {
        used = files.length;
        await use(merged(await Promise.all(files.map((file) => recordsIn(join(folder, file))))));
      }
    },
  };
}

/** The later of two records on the same task holds. */
const merged = (runs: readonly (readonly ImageRecord[])[]): ImageRecord[] =>
  [...new Map(runs.flat().map((record) => [record.task, record])).values()].sort((a, b) =>
    a.task < b.task ? -1 : 1,
  );

const recordsIn = async (file: string): Promise<ImageRecord[]> =>
  JSON.parse(await readFile(file, 'utf8')) as ImageRecord[]; // written above

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();

async function create(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false; // what node throws
    throw error;
  }
}

/** Nx starts us; where it does so through a shell, it says its number (Nx 24). */
const nxPid = (env: Env): number =>
  Number(env['NX_INVOCATION_ANCESTOR_PIDS']?.split(',').at(-1)) || process.ppid;

/** Numbers of processes are used again, soon in containers. Linux tells when one began: man 5 proc_pid_stat, field 22. */
async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** The folders of commands that are over. */
async function removeEnded(base: string, own: string): Promise<void> {
  const folders = (await readdir(base))
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => join(base, name));
  const ended = folders.filter(
    (folder) => folder !== own && !isAlive(Number(/-(\d+)-\d*$/u.exec(folder)?.[1])),
  );
  await Promise.all(ended.map((folder) => rm(folder, { recursive: true, force: true })));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // what node throws
  }
}
