import { existsSync, readFileSync } from 'node:fs';
import { dockerSocketAnswers, registryAnswers } from './process/answers.mjs';
import { pathsIn } from './folder/engine-folder.mjs';
import { bootId, type EngineState } from './folder/engine-state.mjs';
import { processesOf } from './process/processes.mjs';
import { tryRun } from './process/run.mjs';

/** Does all of it still run: this boot's engine, ours, and its registry? */
export async function isStanding(folder: string, state: EngineState): Promise<boolean> {
  if (!state.ready || !(await registryAnswers(state.registry))) return false;
  if (state.kind === 'found') {
    const env = state.dockerEnv;
    const asked = await Promise.all([
      tryRun('docker', ['container', 'inspect', state.container], { env, timeoutMs: 20_000 }),
      tryRun('docker', ['buildx', 'inspect', state.builder], { env, timeoutMs: 20_000 }),
    ]);
    return asked.every(({ ok }) => ok);
  }
  const { dockerPid, dockerSocket } = pathsIn(folder);
  const pid = existsSync(dockerPid) ? Number(readFileSync(dockerPid, 'utf8')) : 0;
  return (
    state.bootId === bootId() &&
    processesOf(folder).includes(pid) &&
    (await dockerSocketAnswers(dockerSocket))
  );
}
