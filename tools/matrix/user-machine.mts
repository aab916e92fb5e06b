import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { Combination } from './combination.mjs';
import { workspaceFiles } from './workspace-files.mjs';

/** A workspace on a machine with the Node.js and the package manager of a combination. */
export interface UserMachine {
  readonly root: string;
  /** Runs a program and returns what it printed; a bad end is an error with its last lines. */
  run(command: readonly string[]): Promise<string>;
  nx(...args: string[]): Promise<string>;
  remove(): Promise<void>;
}

/** How each package manager runs a program of the workspace. */
const EXEC: Readonly<Record<Combination['manager'], readonly string[]>> = {
  npm: ['npx', '--no-install', 'nx'],
  pnpm: ['pnpm', 'exec', 'nx'],
  yarn: ['yarn', 'nx'],
  'yarn-pnp': ['yarn', 'nx'],
  'yarn-classic': ['yarn', '--silent', 'nx'],
  bun: ['bun', 'x', 'nx'],
};

export interface Settings {
  readonly path: string;
  /** The npm registry with the plugin in it. */
  readonly packages: string;
  readonly env: Readonly<Record<string, string>>;
}

export async function createUserMachine(combination: Combination, settings: Settings): Promise<UserMachine> {
  const root = await mkdtemp(join(tmpdir(), 'nx-bake-matrix-'));
  const env = {
    ...settings.env,
    PATH: settings.path,
    CI: 'true',
    NX_DAEMON: 'false',
    NX_TUI: 'false',
    npm_config_registry: settings.packages,
  };
  const run = async ([program = '', ...args]: readonly string[]): Promise<string> => {
    const options = { cwd: root, env, all: true, reject: false, stdin: 'ignore', extendEnv: true } as const;
    const ran = await execa(program, args, { ...options, timeout: 300_000 });
    if (!ran.failed) return ran.all;
    const end = ran.all.trimEnd().split('\n').slice(-25).join('\n');
    throw new Error(
      `${[program, ...args].join(' ')} ended with ${ran.exitCode ?? ran.signal ?? '?'}:\n${end}`,
    );
  };
  for (const [path, text] of Object.entries(workspaceFiles(combination, settings.packages))) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return {
    root,
    run,
    nx: (...args) => run([...EXEC[combination.manager], ...args]),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
