import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dockerSocketAnswers } from '../process/answers.mjs';
import { containerdConfig, dockerdConfig, type DaemonFacts } from './daemon-configs.mjs';
import { EngineError } from '../engine-error.mjs';
import { pathsIn } from '../folder/engine-folder.mjs';
import { lastLines } from '../process/last-lines.mjs';
import { isAlive } from '../process/processes.mjs';
import { programEnv } from './program-env.mjs';
import { type Daemon, startDetached } from '../process/start-detached.mjs';
import { waitUntil } from '../process/wait-until.mjs';
import { existsSync } from 'node:fs';

/** Starts containerd and dockerd out of the folder, and returns when the engine answers. */
export async function startDaemons(facts: DaemonFacts): Promise<void> {
  const { folder } = facts;
  const { containerdSocket, dockerSocket } = pathsIn(folder);
  const configs = { containerd: join(folder, 'containerd.toml'), dockerd: join(folder, 'daemon.json') };
  writeFileSync(configs.containerd, containerdConfig(folder));
  writeFileSync(configs.dockerd, dockerdConfig(facts));
  await startDaemon(daemon(folder, 'usr/bin/containerd', ['--config', configs.containerd]), () =>
    existsSync(containerdSocket),
  );
  await startDaemon(daemon(folder, 'usr/sbin/dockerd', ['--config-file', configs.dockerd]), () =>
    dockerSocketAnswers(dockerSocket),
  );
}

function daemon(folder: string, program: string, args: readonly string[]): Daemon {
  const { programs, logs } = pathsIn(folder);
  const logFile = join(logs, `${program.split('/').at(-1) ?? program}.log`);
  return { file: join(programs, program), args, logFile, env: { ...programEnv(folder), ...WHOLE_LOGS } };
}

/** BuildKit cuts a step's log at 2 MiB, and what comes faster than 100 KiB a second: tests want to see all of it. */
const WHOLE_LOGS = { BUILDKIT_STEP_LOG_MAX_SIZE: '-1', BUILDKIT_STEP_LOG_MAX_SPEED: '-1' };

async function startDaemon(what: Daemon, isUp: () => boolean | Promise<boolean>): Promise<void> {
  const pid = startDetached(what);
  await waitUntil(async () => !isAlive(pid) || (await isUp()), 60_000);
  if (!isAlive(pid) || !(await isUp())) {
    throw new EngineError(
      `${what.file} did not come up:\n${lastLines(what.logFile)}`,
      `The machine may forbid what it needs. Set NX_BAKE_ENGINE_DIR to another disk, or install Docker.`,
    );
  }
}
