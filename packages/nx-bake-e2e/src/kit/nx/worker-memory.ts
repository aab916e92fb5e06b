import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Watches how much memory Nx' batch worker of a workspace takes at most. */
export function watchWorkerMemory(root: string): { stop(): number } {
  let peak = 0;
  const look = (): void => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/u.test(name)))
      peak = Math.max(peak, peakOf(pid, root));
  };
  const watching = setInterval(look, 200);
  return {
    stop: () => {
      clearInterval(watching);
      return peak;
    },
  };
}

/** In MiB; 0 for any other process. */
function peakOf(pid: string, root: string): number {
  try {
    const isWorker = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('batch/run-batch.js');
    if (!isWorker || readlinkSync(`/proc/${pid}/cwd`) !== root) return 0;
    const [, kib = '0'] = /VmHWM:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kib) / 1024;
  } catch {
    return 0; // it ended meanwhile
  }
}
