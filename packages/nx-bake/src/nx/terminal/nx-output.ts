import { closeSync, openSync } from 'node:fs';
import { isatty, WriteStream } from 'node:tty';
import { readProgram } from '../../builder/program';
import { OPEN_FLAGS } from './open-flags';

/** The standard output of the Nx process that started this one. */
export interface NxOutput {
  readonly path: string;
  readonly isTerminal: boolean;
  /** Undefined where it is no terminal. */
  readonly columns: number | undefined;
}

/** Finds the output of Nx, our parent. Undefined where the system does not say, or we may not open it. */
export async function nxOutput(): Promise<NxOutput | undefined> {
  const path = await pathOfOutput(process.ppid);
  return path === undefined ? undefined : looked(path);
}

async function pathOfOutput(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return `/proc/${pid}/fd/1`;
  if (process.platform !== 'darwin') return undefined;
  const run = { cwd: '/', env: process.env };
  const { stdout } = await readProgram(['lsof', '-a', '-p', `${pid}`, '-d', '1', '-Fn'], run);
  return /^n(\/dev\/.+)$/mu.exec(stdout)?.[1];
}

function looked(path: string): NxOutput | undefined {
  try {
    const fd = openSync(path, OPEN_FLAGS);
    try {
      const isTerminal = isatty(fd);
      return { path, isTerminal, columns: isTerminal ? columnsOf(fd) : undefined };
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined; // of another user (sudo, su), or a socket
  }
}

/** 0 where a terminal does not say, as one without a window. */
function columnsOf(fd: number): number | undefined {
  const [columns] = new WriteStream(fd).getWindowSize();
  return columns > 0 ? columns : undefined;
}
