import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { must, run, type Ran, type RunOptions } from './run';

const REPO = resolve(__dirname, '../../../..');

/** A throw-away Nx workspace under git that uses this repository's Nx and plugin. */
export interface Workspace {
  readonly root: string;
  write(files: Readonly<Record<string, string>>): void;
  read(path: string): string;
  commit(message: string): Promise<void>;
  nx(args: readonly string[], env?: RunOptions['env']): Promise<Ran>;
  remove(): void;
}

export interface WorkspaceOptions {
  readonly files: Readonly<Record<string, string>>;
  readonly pluginOptions?: Readonly<Record<string, unknown>>;
  /** A folder with another Nx and the packed plugin in it: see {@link installedNx}. */
  readonly modules?: string;
  /** A part of its folder's name. */
  readonly named?: string;
}

/** Files by path; nx.json, package.json and .gitignore are there already. */
export async function createWorkspace({
  files,
  pluginOptions = {},
  modules = join(REPO, 'node_modules'),
  named = '',
}: WorkspaceOptions): Promise<Workspace> {
  const root = mkdtempSync(join(tmpdir(), `nx-bake-e2e-${named}`));
  const workspace = workspaceAt(root);
  symlinkSync(modules, join(root, 'node_modules'));
  workspace.write({
    'package.json': json({ name: 'e2e', version: '0.0.0', private: true, workspaces: ['libs/*'] }),
    'nx.json': json({
      analytics: false,
      neverConnectToCloud: true,
      defaultBase: 'main',
      plugins: [{ plugin: 'nx-bake', options: pluginOptions }],
    }),
    '.gitignore': 'node_modules\n.nx\ndist\n',
    '.dockerignore': 'node_modules\n.nx\n.git\n',
    ...files,
  });
  await must('git', ['init', '--quiet', '--initial-branch=main'], { cwd: root });
  await must('git', ['config', 'user.email', 'e2e@localhost'], { cwd: root });
  await must('git', ['config', 'user.name', 'e2e'], { cwd: root });
  await workspace.commit('chore: begin');
  return workspace;
}

export function workspaceAt(root: string): Workspace {
  return {
    root,
    write: (files) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
    },
    read: (path) => readFileSync(join(root, path), 'utf8'),
    commit: async (message) => {
      await must('git', ['add', '--all'], { cwd: root });
      await must('git', ['commit', '--quiet', '--allow-empty', '--message', message], { cwd: root });
    },
    nx: (args, env = {}) => run(join(root, 'node_modules/.bin/nx'), args, { cwd: root, env }),
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** A project of nothing but a name. */
export const projectJson = (name: string, more: Readonly<Record<string, unknown>> = {}): string =>
  json({ name, ...more });
