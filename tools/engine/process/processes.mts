import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { pathsIn } from '../folder/engine-folder.mjs';
import { waitUntil } from './wait-until.mjs';

/** Running, and not just waiting to be reaped. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Every process that runs a program out of our folder. Its command line is no proof: `tail -f` of a log has it too. */
export function processesOf(folder: string): number[] {
  const programs = `${pathsIn(folder).programs}/`;
  return allPids().filter((pid) => programOf(pid).startsWith(programs));
}

/** Every process in our cgroup: what containers and build steps run. */
export function processesInCgroup(cgroup: string): number[] {
  return allPids().filter((pid) => read(`/proc/${pid}/cgroup`).includes(`:/${cgroup}/`));
}

export function programOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return '';
  }
}

/** Asks processes to end, and makes them when they have not after a while. */
export async function endProcesses(pids: readonly number[], patienceMs: number): Promise<void> {
  for (const pid of pids) signal(pid, 'SIGTERM');
  const gone = () => !pids.some(isAlive);
  if (await waitUntil(gone, patienceMs)) return;
  for (const pid of pids.filter(isAlive)) signal(pid, 'SIGKILL');
  await waitUntil(gone, 5_000);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it ended by itself
  }
}

function allPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
