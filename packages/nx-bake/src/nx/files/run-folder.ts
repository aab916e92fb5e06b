import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Ours under Nx's: https://github.com/nrwl/nx/blob/22.6.0/packages/nx/src/utils/cache-directory.ts */
export function dataFolder(root: string, env: Env): string {
  const configured = env['NX_WORKSPACE_DATA_DIRECTORY'] ?? env['NX_PROJECT_GRAPH_CACHE_DIRECTORY'];
  return resolve(root, configured ?? join('.nx', 'workspace-data'), 'nx-bake');
}

const PREFIX = 'run-';

/** A folder of this run's own; two batches may run at the same time. */
export async function withRunFolder<T>(
  root: string,
  env: Env,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const base = dataFolder(root, env);
  await mkdir(base, { recursive: true });
  await removeAbandoned(base);
  const folder = await mkdtemp(join(base, PREFIX));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A folder that nothing was written to for so long belongs to no run any more. */
const DAY_MS = 24 * 60 * 60 * 1000;

/** What runs left that were killed. A folder that somebody else removes first, or that cannot be removed, harms nobody. */
async function removeAbandoned(base: string): Promise<void> {
  const names = (await readdir(base)).filter((name) => name.startsWith(PREFIX));
  await Promise.allSettled(names.map((name) => removeIfOld(join(base, name))));
}

async function removeIfOld(folder: string): Promise<void> {
  const { mtimeMs } = await stat(folder);
  if (mtimeMs < Date.now() - DAY_MS) await rm(folder, { recursive: true, force: true });
}
