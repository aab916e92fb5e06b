import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

/** Removes our cgroup from every hierarchy of either version. */
export function removeCgroup(name: string): void {
  const roots = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , type]) => type === 'cgroup' || type === 'cgroup2')
    .map(([, root = '']) => root);
  for (const root of roots) removeTree(join(root, name));
}

// The files in a cgroup are the kernel's: only its folders are removed, the innermost first.
function removeTree(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeTree(join(folder, entry.name));
  }
  try {
    rmdirSync(folder);
  } catch {
    // still in use: the next `down` or `up` finds nothing else of it
  }
}
