import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Ours under Nx's: https://github.com/nrwl/nx/blob/22.6.0/packages/nx/src/utils/cache-directory.ts */
export function dataFolder(root: string, env: Env): string {
  const configured = env['NX_WORKSPACE_DATA_DIRECTORY'] ?? env['NX_PROJECT_GRAPH_CACHE_DIRECTORY'];
  return resolve(root, configured ?? join('.nx', 'workspace-data'), 'nx-bake');
}

/** Names of runs' folders begin so: among those of nx-bake, and among those of everybody. */
const PREFIX = 'run-';
const CONTEXTS = 'nx-bake-run-';

export interface RunFolders {
  /** For bake files, and for bases on their way to later calls. */
  readonly folder: string;
  /** For contexts: outside of the work tree, so that no provenance names it. */
  readonly contexts: string;
}

/** Creates folders of this run's own, as two batches may run at the same time, and removes them after use. */
export async function withRunFolders<T>(
  root: string,
  env: Env,
  use: (folders: RunFolders) => Promise<T>,
): Promise<T> {
  const data = dataFolder(root, env);
  const made: string[] = [];
  const add = async (base: string, prefix: string): Promise<string> => {
    const folder = await newFolder(base, prefix);
    made.push(folder);
    return folder;
  };
  try {
    const folder = await add(data, PREFIX);
    const contexts = await add(isConfined(env) ? data : tmpdir(), CONTEXTS);
    return await use({ folder, contexts });
  } finally {
    await Promise.all(made.map((one) => rm(one, { recursive: true, force: true })));
  }
}

/** A pattern for the folders of all runs beside this one, as no build may see any. */
export const allContexts = (contexts: string): string => join(dirname(contexts), `${CONTEXTS}*`);

/** A docker from Ubuntu's snap store sees no temporary folder but its own. Its programs are links to snap's. */
function isConfined({ PATH = '' }: Env): boolean {
  const docker = PATH.split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'docker'))
    .find((path) => existsSync(path));
  return docker !== undefined && basename(realpathSync(docker)) === 'snap';
}

async function newFolder(base: string, prefix: string): Promise<string> {
  await mkdir(base, { recursive: true });
  await removeAbandoned(base, prefix);
  return mkdtemp(join(base, `${prefix}${OWNER}-${process.pid}-`));
}

/** The machine or container in which a process id means something. */
const OWNER = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** A folder that nothing was written to for so long belongs to no run any more. */
const DAY_MS = 24 * 60 * 60 * 1000;

/** Removes folders of killed runs. One that somebody else removes first, or that cannot be removed, harms nobody. */
async function removeAbandoned(base: string, prefix: string): Promise<void> {
  const names = (await readdir(base)).filter((name) => name.startsWith(prefix));
  await Promise.allSettled(names.map((name) => removeIfAbandoned(base, name)));
}

async function removeIfAbandoned(base: string, name: string): Promise<void> {
  const folder = join(base, name);
  const [, owner, pid] = /run-([0-9a-f]{8})-(\d+)-/u.exec(name) ?? [];
  const { mtimeMs } = await stat(folder);
  const isOver = owner === OWNER && !isAlive(Number(pid));
  if (isOver || mtimeMs < Date.now() - DAY_MS) await rm(folder, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // node's errors of the system have a code
  }
}
