import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../../..');
const CLI = resolve(ROOT, 'tools/engine/cli.mts');
const TSX = resolve(ROOT, 'node_modules/.bin/tsx');

export function engine(...args: string[]): string {
  return execFileSync(TSX, [CLI, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

const isUp = (): boolean => {
  try {
    engine('status');
    return true;
  } catch {
    return false;
  }
};

/** Brings the engine up where it is not, and lets every test see it. */
export default function globalSetup(): void {
  process.env['NX_BAKE_E2E_STARTED'] = isUp() ? 'no' : 'yes';
  engine('up');
  const { env } = JSON.parse(engine('env', '--json')) as { env: Record<string, string> }; // our own tool's shape
  Object.assign(process.env, env, { NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true' });
}
