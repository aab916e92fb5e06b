import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFolder, withRunFolder } from './run-folder';

describe('dataFolder', () => {
  it.each([
    [{}, '/w/.nx/workspace-data/nx-bake'],
    [{ NX_WORKSPACE_DATA_DIRECTORY: '/data' }, '/data/nx-bake'],
    [{ NX_WORKSPACE_DATA_DIRECTORY: 'tmp/data' }, '/w/tmp/data/nx-bake'],
    [{ NX_PROJECT_GRAPH_CACHE_DIRECTORY: './old' }, '/w/old/nx-bake'],
    [{ NX_WORKSPACE_DATA_DIRECTORY: 'new', NX_PROJECT_GRAPH_CACHE_DIRECTORY: 'old' }, '/w/new/nx-bake'],
  ])('of %j is %s, as for Nx', (env, expected) => {
    expect(dataFolder('/w', env)).toBe(expected);
  });
});

describe('withRunFolder', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-bake-runs-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const names = () => readdirSync(dataFolder(root, {}));

  it('has a folder of its own while it runs, also beside another run, and leaves none', async () => {
    const folders = await Promise.all(
      [1, 2].map(() =>
        withRunFolder(root, {}, (folder) => {
          writeFileSync(join(folder, 'call-1.hcl'), '');
          expect(existsSync(folder)).toBe(true);
          return Promise.resolve(folder);
        }),
      ),
    );
    expect(new Set(folders).size).toBe(2);
    expect(names()).toEqual([]);
  });

  it('leaves none when it fails', async () => {
    await expect(withRunFolder(root, {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(names()).toEqual([]);
  });

  it('removes what killed runs left more than a day ago, and nothing else', async () => {
    const base = dataFolder(root, {});
    const age = (name: string, hours: number): void => {
      mkdirSync(join(base, name), { recursive: true });
      writeFileSync(join(base, name, 'call-1.hcl'), '');
      const then = Date.now() / 1000 - hours * 3600;
      utimesSync(join(base, name), then, then);
    };
    age('run-old', 25);
    age('run-young', 23);
    age('nx-1-2', 48);
    await withRunFolder(root, {}, () => {
      expect(names().filter((name) => /^run-(?:old|young)$|^nx-/u.test(name))).toEqual([
        'nx-1-2',
        'run-young',
      ]);
      return Promise.resolve();
    });
  });
});
