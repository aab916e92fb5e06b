import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../../../..');
const CLI = resolve(ROOT, 'tools/engine/cli.mts');
const TSX = resolve(ROOT, 'node_modules/.bin/tsx');

/** Runs a command of `tools/engine` to its end, and returns what it printed. */
export function engine(...args: string[]): string {
  return execFileSync(TSX, [CLI, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
