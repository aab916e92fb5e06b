import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { forgetBuilds } from '../engine/forget-builds.mjs';
import { upEngine } from '../engine/up-engine.mjs';

const REPO = resolve(import.meta.dirname, '../..');

/** A throw-away Nx workspace on the engine of `tools/engine`. */
export interface BenchWorkspace {
  readonly root: string;
  /** A path of its own in the registry. */
  readonly registry: string;
  /** The variables that a program needs to use the engine. */
  readonly env: Readonly<Record<string, string>>;
  write(path: string, text: string): Promise<void>;
  /** Ends when the program does: how long it took, and everything that it printed. A bad end is an error. */
  time(program: string, args: readonly string[], more?: TimeOptions): Promise<Timed>;
  /** The builder forgets everything, as on a fresh machine. */
  forget(): Promise<void>;
  remove(): Promise<void>;
}

export interface TimeOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly mayFail?: boolean;
}

export interface Timed {
  readonly seconds: number;
  readonly output: string;
  readonly exitCode: number | undefined;
}

export async function createBenchWorkspace(
  pluginOptions: Readonly<Record<string, unknown>>,
  modules = join(REPO, 'node_modules'),
): Promise<BenchWorkspace> {
  const engine = await upEngine((line) => {
    console.error(line);
  });
  const root = await mkdtemp(join(tmpdir(), 'nx-bake-bench-'));
  const registry = `${engine.registry}/bench-${Date.now().toString(36)}`;
  const env = { ...engine.env, NX_BAKE_REGISTRY: registry, NX_DAEMON: 'false', NX_TUI: 'false' };
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  const time = async (program: string, args: readonly string[], more: TimeOptions = {}): Promise<Timed> => {
    const begin = performance.now();
    const options = { cwd: root, env: { ...env, ...more.env }, preferLocal: true, localDir: REPO } as const;
    const ran = await execa(program, args, {
      ...options,
      all: true,
      reject: more.mayFail !== true,
      maxBuffer: 1e9,
    });
    return { seconds: (performance.now() - begin) / 1000, output: ran.all, exitCode: ran.exitCode };
  };
  await symlink(modules, join(root, 'node_modules'));
  const nxJson = {
    analytics: false,
    neverConnectToCloud: true,
    plugins: [{ plugin: 'nx-bake', options: pluginOptions }],
  };
  await write('nx.json', JSON.stringify(nxJson));
  await write('package.json', JSON.stringify({ name: 'bench', private: true }));
  await write('.dockerignore', 'node_modules\n.nx\ndocker-bake.hcl\n');
  return {
    root,
    registry,
    env,
    write,
    time,
    forget: () => forgetBuilds(engine),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
