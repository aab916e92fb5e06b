import { readFileSync } from 'node:fs';
import { tryRun } from '../process/run.mjs';

/** Unmounts everything below a folder, the innermost first. */
export async function unmountUnder(folder: string): Promise<void> {
  const points = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => unescape(line.split(' ')[1] ?? ''))
    .filter((point) => point.startsWith(`${folder}/`))
    .reverse();
  for (const point of points) {
    const done = await tryRun('umount', ['--no-mtab', point]);
    if (!done.ok) await tryRun('umount', ['--no-mtab', '--lazy', point]);
  }
}

// The kernel writes a space as \040.
function unescape(point: string): string {
  return point.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
}
