import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { must } from '../run';
import { json } from '../workspace';

const REPO = resolve(__dirname, '../../../../..');

/** A version of Nx with the packed plugin beside it, as a user installs them. */
export interface InstalledNx {
  /** For the `modules` of a workspace. */
  readonly modules: string;
  remove(): void;
}

export async function installedNx(version: string): Promise<InstalledNx> {
  const root = mkdtempSync(join(tmpdir(), 'nx-bake-nx-'));
  await must('npm', ['pack', '--workspace', 'nx-bake', '--pack-destination', root], { cwd: REPO });
  const tarball = readdirSync(root).find((name) => name.endsWith('.tgz')) ?? '';
  writeFileSync(join(root, 'package.json'), json({ name: 'nx', version: '0.0.0', private: true }));
  const packages = [`nx@${version}`, `@nx/devkit@${version}`, `./${tarball}`];
  await must('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: root });
  return {
    modules: join(root, 'node_modules'),
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}
