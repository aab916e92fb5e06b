import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageRecord } from '../../report/images/image-record';
import { removeOldFiles } from './old-image-files';
import { joinNxCommand } from './nx-command';
import { writeAtomically } from '../../files';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nx-bake-files-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const record = (task: string, outcome: ImageRecord['outcome'] = 'built'): ImageRecord => ({
  version: 1,
  task,
  project: task,
  name: task,
  outcome,
  output: 'push',
  tags: [],
  platforms: [],
  labels: {},
});

describe('joinNxCommand', () => {
  const tasks: string[][] = [];
  const note = (all: readonly ImageRecord[]): Promise<void> => {
    tasks.push(all.map(({ task }) => task));
    return Promise.resolve();
  };
  beforeEach(() => {
    tasks.length = 0;
  });

  it('brings together what the runs of one nx command built, and begins anew with the next', async () => {
    const first = await joinNxCommand(root, {});
    await first.add([record('web')], note);
    const second = await joinNxCommand(root, {});
    expect([first.isFirst, second.isFirst]).toEqual([true, false]);
    await second.add([record('api')], note);
    expect(tasks).toEqual([['web'], ['api', 'web']]);
    const other = await joinNxCommand(root, { NX_INVOCATION_ANCESTOR_PIDS: `1,${process.pid}` });
    expect(other.isFirst).toBe(true);
    await other.add([record('mail')], note);
    expect(tasks.at(-1)).toEqual(['mail']);
  });

  it('hands over all once more when another run ended meanwhile', async () => {
    const runs = await Promise.all(['a', 'b'].map(() => joinNxCommand(root, {})));
    let slow = true;
    await runs[0]!.add([record('a')], async (all) => {
      if (slow) {
        slow = false;
        await new Promise((resolve) => setTimeout(resolve, 5)); // another millisecond, another name
        await runs[1]!.add([record('b')], note);
      }
      await note(all);
    });
    expect(tasks).toEqual([['a', 'b'], ['a'], ['a', 'b']]);
  });

  it('leaves nothing behind where nothing was built', async () => {
    const command = await joinNxCommand(root, {});
    await command.leave();
    expect(readdirSync(join(root, '.nx/workspace-data/nx-bake'))).toEqual([]);
    await command.add([record('api')], note);
    await command.leave();
    expect((await joinNxCommand(root, {})).isFirst).toBe(false);
  });

  it('removes what commands left that are over', async () => {
    const folder = join(root, '.nx/workspace-data/nx-bake');
    mkdirSync(join(folder, 'nx-4194999-17'), { recursive: true });
    await joinNxCommand(root, {});
    expect(readdirSync(folder)).toEqual([expect.stringContaining(`nx-${process.ppid}-`)]);
  });
});

describe('removeOldFiles', () => {
  const asked = [{ id: 'api:docker-build', project: 'api' }] as never; // nothing else is read
  const clear = (path: string, isFirst = true) =>
    removeOldFiles(asked, { own: new Map(), run: [{ format: 'env', path }] }, { root, isFirst });
  const at = (path: string): string => join(root, path);

  it('removes ours, and keeps it while the same nx command goes on', async () => {
    writeFileSync(at('a.env'), 'NX_BAKE_IMAGES=0\n');
    expect(await clear('a.env', false)).toEqual([]);
    expect(existsSync(at('a.env'))).toBe(true);
    expect(await clear('a.env')).toEqual([]);
    expect(existsSync(at('a.env'))).toBe(false);
    expect(await clear('a.env')).toEqual([]);
  });

  it('leaves what is not ours', async () => {
    writeFileSync(at('.env'), 'POSTGRES_IMAGE=postgres:16\n');
    for (const isFirst of [true, false]) {
      expect(await clear('.env', isFirst)).toEqual([{ kind: 'image-file-not-ours', path: '.env' }]);
    }
    expect(readFileSync(at('.env'), 'utf8')).toBe('POSTGRES_IMAGE=postgres:16\n');
  });

  it('says when there is a folder in its place', async () => {
    mkdirSync(at('a.env'));
    expect(await clear('a.env')).toMatchObject([{ kind: 'image-file-not-written', path: 'a.env' }]);
  });
});

describe('writeAtomically', () => {
  it('leaves no draft behind, written or not', async () => {
    await writeAtomically(join(root, 'deep/er/a.json'), '{}');
    mkdirSync(join(root, 'deep/er/b.json/full'), { recursive: true });
    await expect(writeAtomically(join(root, 'deep/er/b.json'), '{}')).rejects.toThrow();
    expect(readdirSync(join(root, 'deep/er')).sort()).toEqual(['a.json', 'b.json']);
  });
});
