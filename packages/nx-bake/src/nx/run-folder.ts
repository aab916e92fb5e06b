import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Ours under Nx's: https://github.com/nrwl/nx/blob/22.6.0/packages/nx/src/utils/cache-directory.ts */
export const dataFolder = (root: string, env: Env): string =>
  join(env['NX_WORKSPACE_DATA_DIRECTORY'] ?? join(root, '.nx', 'workspace-data'), 'nx-bake');

/** A folder of this run's own; two batches may run at the same time. */
export async function withRunFolder<T>(
  root: string,
  env: Env,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const base = dataFolder(root, env);
  await mkdir(base, { recursive: true });
  const folder = await mkdtemp(join(base, 'run-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
