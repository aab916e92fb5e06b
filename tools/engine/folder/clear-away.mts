import { existsSync, readFileSync, rmSync } from 'node:fs';
import { removeBuilder, removeImagesOf } from '../found/own-builder.mjs';
import { removeBridge } from '../network/bridge.mjs';
import { isEngineFolder, pathsIn } from './engine-folder.mjs';
import { bootId, type FoundState, type PrivateState, readState, type Traces } from './engine-state.mjs';
import { restoreMachine } from './machine-traces.mjs';
import { dockerSocketAnswers } from '../process/answers.mjs';
import { clientEnv } from '../client-env.mjs';
import { endProcesses, processesInCgroup, processesOf } from '../process/processes.mjs';
import { programEnv } from '../private/program-env.mjs';
import { removeCgroup } from './remove-cgroup.mjs';
import { removeRuncStates } from './remove-runc-states.mjs';
import { tryRun } from '../process/run.mjs';
import { unmountUnder } from './unmount-under.mjs';
import { closeWayOut } from '../network/way-out.mjs';
import { withLock } from './with-lock.mjs';

/** Removes everything an engine is or was, whole or half: processes, mounts, network, folder. */
export async function clearAway(folder: string): Promise<void> {
  if (!isEngineFolder(folder)) return;
  const state = readState(folder);
  if (state?.kind === 'found') await removeOurs(state);
  // A reboot has removed the rest, and what has those names now is another engine's.
  const live = state?.kind === 'private' && state.bootId === bootId() ? state : undefined;
  if (live) await removeContainers(folder, live);
  await endAll(folder, live?.traces.bridge);
  await unmountUnder(folder);
  if (live) await removeTraces(folder, live.traces);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** Removes what we made in a docker that is somebody's, by its names. */
async function removeOurs({ container, builder, registry, dockerEnv }: FoundState): Promise<void> {
  await removeBuilder(builder, dockerEnv);
  await removeImagesOf(registry, dockerEnv).catch(() => undefined); // the engine may be gone
  await tryRun('docker', ['rm', '--force', '--volumes', container], { env: dockerEnv, timeoutMs: 60_000 });
}

/** While the engine still answers: networks that a user made have bridges that dockerd leaves behind. */
async function removeContainers(folder: string, state: PrivateState): Promise<void> {
  if (!(await dockerSocketAnswers(pathsIn(folder).dockerSocket))) return;
  const options = { env: clientEnv(folder, state.registry), timeoutMs: 60_000 };
  const listed = await tryRun('docker', ['ps', '--all', '--quiet'], options);
  const containers = listed.stdout.split('\n').filter(Boolean);
  if (containers.length > 0) await tryRun('docker', ['rm', '--force', ...containers], options);
  await tryRun('docker', ['network', 'prune', '--force'], options);
}

/** dockerd first and gently: it ends its containers. Then whatever still runs. */
async function endAll(folder: string, cgroup: string | undefined): Promise<void> {
  const { dockerPid } = pathsIn(folder);
  const dockerd = existsSync(dockerPid) ? Number(readFileSync(dockerPid, 'utf8')) : 0;
  await endProcesses(
    processesOf(folder).filter((pid) => pid === dockerd),
    25_000,
  );
  await endProcesses(
    [...processesOf(folder), ...(cgroup === undefined ? [] : processesInCgroup(cgroup))],
    5_000,
  );
}

async function removeTraces(folder: string, traces: Traces): Promise<void> {
  const env = programEnv(folder);
  if (traces.natTool !== '') await closeWayOut({ tool: traces.natTool, ...traces }, env);
  removeCgroup(traces.bridge);
  removeRuncStates(folder);
  const quiet = () => undefined;
  await withLock('network', quiet, async () => {
    await removeBridge(traces.bridge, env);
    restoreMachine();
  });
}
