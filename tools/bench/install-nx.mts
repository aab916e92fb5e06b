import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';

const REPO = resolve(import.meta.dirname, '../..');

export interface InstalledNx {
  /** Its node_modules. */
  readonly modules: string;
  remove(): Promise<void>;
}

/** A version of Nx with the packed plugin beside it. */
export async function installNx(version: string): Promise<InstalledNx> {
  const root = await mkdtemp(join(tmpdir(), 'nx-bake-nx-'));
  await execa('npm', ['pack', '--workspace', 'nx-bake', '--pack-destination', root], { cwd: REPO });
  const tarball = (await readdir(root)).find((name) => name.endsWith('.tgz')) ?? '';
  await writeFile(
    join(root, 'package.json'),
    JSON.stringify({ name: 'nx', version: '0.0.0', private: true }),
  );
  const packages = [`nx@${version}`, `@nx/devkit@${devkitOf(version)}`, `./${tarball}`];
  await execa('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: root });
  return {
    modules: join(root, 'node_modules'),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** The range of @nx/devkit for a version of Nx: not every patch has one. */
const devkitOf = (version: string): string => `^${version.split('.')[0] ?? version}.0.0`;
