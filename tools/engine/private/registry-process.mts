import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { registryAnswers } from '../process/answers.mjs';
import { EngineError } from '../engine-error.mjs';
import { engineFolder, pathsIn } from '../folder/engine-folder.mjs';
import { freePort } from '../network/free-port.mjs';
import { lastLines } from '../process/last-lines.mjs';
import { endProcesses, isAlive } from '../process/processes.mjs';
import { startDetached } from '../process/start-detached.mjs';
import { waitUntil } from '../process/wait-until.mjs';

export interface RegistryProcess {
  /** `host:port`, as an image reference begins. */
  readonly address: string;
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a registry of its own in `dir`, on loopback only, with the private engine's unpacked program. */
export async function startRegistryProcess(dir: string, port?: number): Promise<RegistryProcess> {
  const program = join(pathsIn(engineFolder()).programs, 'usr/bin/docker-registry');
  if (!existsSync(program)) {
    throw new EngineError(
      'There is no registry program.',
      'Bring a private engine up with `npm run engine -- up`.',
    );
  }
  mkdirSync(dir, { recursive: true });
  const address = `127.0.0.1:${port ?? (await freePort())}`;
  const config = join(dir, 'config.yml');
  const logFile = join(dir, 'registry.log');
  writeFileSync(config, configText(dir, address));
  const pid = startDetached({
    file: program,
    args: ['serve', config],
    logFile,
    env: { OTEL_TRACES_EXPORTER: 'none' },
  });
  const up = await waitUntil(async () => !isAlive(pid) || (await registryAnswers(address)), 15_000);
  if (!up || !isAlive(pid)) {
    throw new EngineError(
      `The registry on ${address} did not start:\n${lastLines(logFile)}`,
      'Try again; another port is chosen.',
    );
  }
  return { address, url: `http://${address}`, pid, stop: () => endProcesses([pid], 5_000) };
}

// JSON is YAML too.
function configText(dir: string, address: string): string {
  return JSON.stringify({
    version: '0.1',
    log: { level: 'warn', accesslog: { disabled: true } },
    http: { addr: address, secret: randomBytes(16).toString('hex') },
    storage: { filesystem: { rootdirectory: join(dir, 'data') }, delete: { enabled: true } },
  });
}
