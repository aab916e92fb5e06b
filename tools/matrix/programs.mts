import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import type { Combination } from './combination.mjs';

/** The npm package that each package manager comes in, and its program there. npm itself comes with Node.js. */
const PACKAGES = {
  npm: undefined,
  // the last that runs on Node.js 20
  pnpm: { spec: 'pnpm@10', program: 'pnpm/bin/pnpm.cjs', command: 'pnpm' },
  yarn: { spec: '@yarnpkg/cli-dist@4', program: '@yarnpkg/cli-dist/bin/yarn.js', command: 'yarn' },
  'yarn-pnp': { spec: '@yarnpkg/cli-dist@4', program: '@yarnpkg/cli-dist/bin/yarn.js', command: 'yarn' },
  'yarn-classic': { spec: 'yarn@1', program: 'yarn/bin/yarn.js', command: 'yarn' },
  bun: { spec: 'bun@1', program: 'bun/bin/bun.exe', command: 'bun' },
} as const;

/** Installs the Node.js and the package manager of a combination into `folder`, once, and returns a PATH with them. */
export async function pathWith(folder: string, { manager, node }: Combination): Promise<string> {
  const own = node === 'current' ? [] : [await nodeBin(folder, node)];
  const managers = PACKAGES[manager] === undefined ? [] : [await managerBin(folder, manager)];
  return [...managers, ...own, dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
}

async function nodeBin(folder: string, version: string): Promise<string> {
  const modules = await installed(folder, `node@${version}`);
  return join(modules, 'node/bin');
}

async function managerBin(folder: string, manager: keyof typeof PACKAGES): Promise<string> {
  const wanted = PACKAGES[manager];
  if (wanted === undefined) return '';
  const bin = join(folder, `bin-${manager}`);
  if (existsSync(bin)) return bin;
  const modules = await installed(folder, wanted.spec);
  await mkdir(bin, { recursive: true });
  await symlink(join(modules, wanted.program), join(bin, wanted.command));
  return bin;
}

/** Returns the node_modules that hold a package. */
async function installed(folder: string, spec: string): Promise<string> {
  const place = join(folder, spec.replaceAll(/\W/gu, '-'));
  if (existsSync(join(place, 'node_modules'))) return join(place, 'node_modules');
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'package.json'), '{ "private": true }\n');
  await execa('npm', ['install', '--no-audit', '--no-fund', spec], { cwd: place });
  return join(place, 'node_modules');
}
