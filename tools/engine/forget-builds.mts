import type { Engine } from './engine.mjs';
import { removeImagesOf } from './found/own-builder.mjs';
import { run } from './process/run.mjs';

/**
 * Takes everything from the builder, as on a fresh machine in CI: only caches elsewhere are left. A docker that was
 * found is somebody's: there, only our own builder and the images under our registry's names are touched.
 */
export async function forgetBuilds({ kind, env, registry }: Engine): Promise<void> {
  if (kind === 'private') return forgetAll(env);
  const builder = env['BUILDX_BUILDER'] ?? '';
  await run('docker', ['buildx', 'prune', '--builder', builder, '--all', '--force'], { env });
  await removeImagesOf(registry, env);
}

/** For the private engine only: all that its builder and its image store have. */
export async function forgetAll(env: Engine['env']): Promise<void> {
  await run('docker', ['image', 'prune', '--all', '--force'], { env });
  await run('docker', ['buildx', 'prune', '--all', '--force'], { env });
}
