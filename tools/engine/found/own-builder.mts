import { EngineError } from '../engine-error.mjs';
import { run, tryRun } from '../process/run.mjs';

type Env = Readonly<Record<string, string>>;

/**
 * Creates a builder of our own in the docker that was found, and starts it: what is pruned there is nobody else's.
 * `NX_BAKE_ENGINE_BUILDKIT` is the address of a BuildKit to use where its image cannot be pulled.
 */
export async function createBuilder(name: string): Promise<void> {
  const address = process.env['NX_BAKE_ENGINE_BUILDKIT'] ?? '';
  // The registry is on loopback, which a container with a network of its own does not reach.
  const place =
    address === ''
      ? ['--driver', 'docker-container', '--driver-opt', 'network=host']
      : ['--driver', 'remote', address];
  const args = ['buildx', 'create', '--name', name, ...place, '--bootstrap'];
  const created = await tryRun('docker', args, { timeoutMs: 180_000 });
  if (created.ok) return;
  await removeBuilder(name, {});
  throw new EngineError(
    `no builder of our own starts in it:\n${created.stderr.trim()}`,
    'Try `docker pull moby/buildkit:buildx-stable-1`, or set NX_BAKE_ENGINE_BUILDKIT to the address of a BuildKit.',
  );
}

export async function removeBuilder(name: string, env: Env): Promise<void> {
  await tryRun('docker', ['buildx', 'rm', '--force', name], { env, timeoutMs: 60_000 });
}

/** Removes the images that were pulled from our registry, or loaded under its names. */
export async function removeImagesOf(registry: string, env: Env): Promise<void> {
  const filters = ['*', '*/*', '*/*/*'].flatMap((path) => ['--filter', `reference=${registry}/${path}`]);
  const format = ['--format', '{{.Repository}}:{{.Tag}}'];
  const listed = await run('docker', ['image', 'ls', ...filters, ...format], { env, timeoutMs: 60_000 });
  const names = listed.split('\n').filter((name) => name.startsWith(`${registry}/`));
  const tagged = names.filter((name) => !name.endsWith(':<none>'));
  if (tagged.length > 0)
    await run('docker', ['image', 'rm', '--force', ...tagged], { env, timeoutMs: 60_000 });
}
