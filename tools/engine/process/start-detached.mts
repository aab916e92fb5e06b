import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { EngineError } from '../engine-error.mjs';

export interface Daemon {
  readonly file: string;
  readonly args: readonly string[];
  readonly logFile: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a process that outlives this one, with its output in a file. Returns its pid. */
export function startDetached(daemon: Daemon): number {
  const log = openSync(daemon.logFile, 'a', 0o600);
  try {
    // Not execa, whose types take no file descriptor. The root folder as cwd: a daemon must not hold the clone.
    const child = spawn(daemon.file, daemon.args, {
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...daemon.env },
    });
    child.once('error', () => undefined); // then it has no pid
    child.unref();
    if (child.pid !== undefined) return child.pid;
  } finally {
    closeSync(log);
  }
  throw new EngineError(
    `${daemon.file} could not be started.`,
    'Run `npm run engine -- down`, then `up` again.',
  );
}
