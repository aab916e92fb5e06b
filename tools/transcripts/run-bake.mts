import { spawn } from 'node:child_process';
import { engineFolder } from '../engine/folder/engine-folder.mjs';
import { processesOf, programOf } from '../engine/process/processes.mjs';
import type { Scenario } from './scenario.mjs';

export interface Recorded {
  readonly stderr: string;
  readonly code: number | null;
  readonly signalName: string | null;
}

/** Runs a scenario's bake in its folder and takes down what it writes to stderr. */
export function runBake(
  scenario: Scenario,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Recorded> {
  const options = ['--progress=rawjson', '-f', 'docker-bake.hcl', ...(scenario.options ?? [])];
  const child = spawn('docker', ['buildx', 'bake', ...options, ...scenario.build], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let stderr = '';
    let stopped = false;
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
      if (scenario.stop !== undefined && !stopped && stderr.includes(scenario.stop.after)) {
        const { signal, whom } = scenario.stop;
        stopped = whom === 'engine' ? process.kill(dockerdPid(), signal) : child.kill(signal);
      }
    });
    child.on('error', reject);
    child.on('close', (code, signalName) => {
      resolve({ stderr, code, signalName });
    });
  });
}

function dockerdPid(): number {
  const pid = processesOf(engineFolder()).find((candidate) => programOf(candidate).endsWith('/dockerd'));
  if (pid === undefined) throw new Error('The engine does not run.');
  return pid;
}
