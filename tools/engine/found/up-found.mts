import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { registryAnswers } from '../process/answers.mjs';
import type { Say } from '../engine.mjs';
import { EngineError } from '../engine-error.mjs';
import { type FoundState, writeState } from '../folder/engine-state.mjs';
import { freePort } from '../network/free-port.mjs';
import { run, tryRun } from '../process/run.mjs';
import { createBuilder } from './own-builder.mjs';
import { unreachableImages } from '../private/stand-in-images.mjs';
import { waitUntil } from '../process/wait-until.mjs';

const IMAGE = 'registry:2';
const WHICH_DOCKER = [
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CERT_PATH',
  'BUILDX_CONFIG',
];

/** Uses the docker that is there: all it needs is a registry, and a builder of our own. */
export async function upFound(folder: string, say: Say): Promise<FoundState> {
  const port = await freePort();
  const planned: FoundState = writeState(folder, {
    kind: 'found',
    ready: false,
    registry: `127.0.0.1:${port}`,
    container: `nx-bake-registry-${port}`,
    builder: `nx-bake-builder-${port}`,
    notes: [],
    dockerEnv: Object.fromEntries(WHICH_DOCKER.flatMap((name) => pick(name))),
  });
  say(`Using the docker that is here; starting ${IMAGE} on ${planned.registry}.`);
  await startContainer(folder, planned);
  await createBuilder(planned.builder);
  await tryBuild(folder, planned);
  const missing = await unreachableImages({});
  const note = `Docker Hub does not give us ${missing.join(', ')}, and a docker that was found gets no stand-ins.`;
  return writeState(folder, { ...planned, ready: true, notes: missing.length > 0 ? [note] : [] });
}

async function startContainer(folder: string, { container, registry }: FoundState): Promise<void> {
  const settings = ['--env', 'REGISTRY_STORAGE_DELETE_ENABLED=true', '--label', `nx-bake.engine=${folder}`];
  const options = ['--detach', '--name', container, '--publish', `${registry}:5000`, ...settings];
  const started = await tryRun('docker', ['run', ...options, IMAGE], { timeoutMs: 180_000 });
  if (!started.ok) {
    throw new EngineError(
      `${IMAGE} does not start:\n${started.stderr.trim()}`,
      `Try \`docker pull ${IMAGE}\`.`,
    );
  }
  if (!(await waitUntil(() => registryAnswers(registry), 20_000))) {
    throw new EngineError(
      `The registry does not answer on ${registry}.`,
      'Is DOCKER_HOST another machine? Use a docker on this one.',
    );
  }
}

/** The builder has to reach the registry too: one in a virtual machine may not. */
async function tryBuild(folder: string, { registry, builder }: FoundState): Promise<void> {
  const context = join(folder, 'trial');
  mkdirSync(context, { recursive: true });
  writeFileSync(join(context, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n');
  const image = `${registry}/nx-bake-trial`;
  const exports = ['--push', '--cache-to', `type=registry,ref=${image}:cache,mode=max`];
  const args = ['buildx', 'build', '--builder', builder, '--tag', image, ...exports, context];
  await run('docker', args, { timeoutMs: 120_000 });
  rmSync(context, { recursive: true });
}

function pick(name: string): [string, string][] {
  const value = process.env[name];
  return value === undefined ? [] : [[name, value]];
}
