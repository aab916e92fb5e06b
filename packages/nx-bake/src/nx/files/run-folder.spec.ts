import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { dataFolder, withRunFolders } from './run-folder';

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

describe('withRunFolders', () => {
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
        withRunFolders(root, {}, ({ folder }) => {
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
    await expect(withRunFolders(root, {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
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
    await withRunFolders(root, {}, () => {
      expect(names().filter((name) => /^run-(?:old|young)$|^nx-/u.test(name))).toEqual([
        'nx-1-2',
        'run-young',
      ]);
      return Promise.resolve();
    });
  });

  it('removes what a run left that was killed, and nothing of one that goes on', async () => {
    const base = dataFolder(root, {});
    const killed = spawnSync(process.execPath, ['-e', '']).pid;
    await withRunFolders(root, {}, async ({ folder }) => {
      const name = basename(folder).replace(`-${process.pid}-`, `-${killed}-`);
      mkdirSync(join(base, name));
      await withRunFolders(root, {}, () => {
        expect(existsSync(join(base, name))).toBe(false);
        expect(existsSync(folder)).toBe(true);
        return Promise.resolve();
      });
    });
  });

  it('has a folder outside of the work tree for contexts, unless docker would not see it', async () => {
    const contextsWith = (env: Record<string, string>): Promise<string> =>
      withRunFolders(root, env, ({ contexts }) => {
        expect(existsSync(contexts)).toBe(true);
        return Promise.resolve(contexts);
      });
    expect((await contextsWith({})).startsWith(root)).toBe(false);
    mkdirSync(join(root, 'snap'));
    writeFileSync(join(root, 'snap/snap'), '');
    symlinkSync('snap', join(root, 'snap/docker'));
    expect((await contextsWith({ PATH: `${root}/snap:/bin` })).startsWith(root)).toBe(true);
  });
});
