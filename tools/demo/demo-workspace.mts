import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { say } from './say.mjs';

const REPO = resolve(import.meta.dirname, '../..');

/** A copy of the examples under a git of its own, so that changing them changes nothing here. */
export interface DemoWorkspace {
  run(program: string, args: readonly string[]): Promise<void>;
  /** Returns what a program prints, whether its end is good or bad. */
  read(program: string, args: readonly string[]): Promise<string>;
  /** Changes a file and commits it. */
  change(path: string, edit: (text: string) => string): Promise<void>;
  remove(): Promise<void>;
}

export async function createDemoWorkspace(env: NodeJS.ProcessEnv): Promise<DemoWorkspace> {
  const root = await mkdtemp(join(tmpdir(), 'nx-bake-demo-'));
  const calm = { ...env, NX_DAEMON: 'false', NX_TUI: 'false' };
  const git = (...args: string[]) => execa('git', args, { cwd: root, env: calm });
  await copyExamples(root);
  await git('init', '--quiet', '--initial-branch=main');
  await git('config', 'user.name', 'demo');
  await git('config', 'user.email', 'demo@localhost');
  const commit = async (message: string): Promise<void> => {
    await git('add', '--all');
    await git('commit', '--quiet', '--message', message);
  };
  await commit('feat: begin');
  const options = { cwd: root, env: calm, preferLocal: true, localDir: REPO } as const;
  return {
    run: async (program, args) => {
      say(`$ ${program} ${args.join(' ')}`);
      await execa(program, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] });
    },
    read: async (program, args) =>
      (await execa(program, args, { ...options, stdin: 'ignore', all: true, reject: false })).all,
    change: async (path, edit) => {
      const before = await readFile(join(root, path), 'utf8');
      await writeFile(join(root, path), edit(before));
      await commit(`feat: change ${path}`);
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

async function copyExamples(root: string): Promise<void> {
  const { stdout } = await execa('git', ['ls-files', 'packages/examples', 'nx.json', '.gitignore'], {
    cwd: REPO,
  });
  for (const path of stdout.split('\n')) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await cp(join(REPO, path), join(root, path));
  }
  const manifest = { name: 'demo', version: '0.0.0', private: true, workspaces: ['packages/examples/*'] };
  await writeFile(join(root, 'package.json'), JSON.stringify(manifest, null, 2));
  await symlink(join(REPO, 'node_modules'), join(root, 'node_modules'));
}
