import { resolve } from 'node:path';
import { must, run } from './kit/run';

const ROOT = resolve(__dirname, '../../..');
const PLUGIN = resolve(ROOT, 'packages/nx-bake');
const BIN = resolve(ROOT, 'node_modules/.bin');

const node = (script: string) => must(process.execPath, ['--eval', script], { cwd: ROOT });

describe('the package', () => {
  it('has nothing to complain about for publint and for Are the types wrong?', async () => {
    const linted = await run(`${BIN}/publint`, ['run', PLUGIN, '--strict'], { cwd: ROOT });
    expect([linted.code, linted.code === 0 ? '' : linted.output]).toEqual([0, '']);
    const typed = await run(`${BIN}/attw`, ['--pack', PLUGIN], { cwd: ROOT });
    expect([typed.code, typed.code === 0 ? '' : typed.output]).toEqual([0, '']);
  });

  it('holds what Nx loads, the changelog and the types meant for users, and no other declarations', async () => {
    const packed = await must('npm', ['pack', '--dry-run', '--json', '--workspace', 'nx-bake'], {
      cwd: ROOT,
    });
    const [{ files }] = JSON.parse(packed.slice(packed.search(/^\[/mu))) as [{ files: { path: string }[] }]; // npm's shape
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        ...['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'],
        ...['executors.json', 'generators.json', 'migrations.json'],
      ]),
    );
    expect(paths.filter((path) => path.endsWith('.d.ts'))).toEqual(['dist/index.d.ts']);
    expect(paths.filter((path) => /\.spec\.|testing\/|fixtures\/|\.ts$/u.test(path))).toEqual([
      'dist/index.d.ts',
    ]);
  });

  it('shows only what Nx loads: nothing below dist can be imported', async () => {
    const script = `try { require('nx-bake/dist/index.js'); } catch ({ code }) { console.log(code); }`;
    expect(await node(script)).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\n');
    const manifests = ['package', 'executors', 'generators', 'migrations'];
    const there = `for (const name of ${JSON.stringify(manifests)}) require('nx-bake/' + name + '.json'); console.log('there')`;
    expect(await node(there)).toBe('there\n');
  });

  it.each([
    ['index.js', 'nothing'],
    ['nx/executors/docker-build/executor.js', 'nothing'],
    ['nx/executors/docker-build/batch.js', 'nothing'],
    ['nx/generators/init/init.js', 'something'],
  ])('loads of @nx/devkit, which only generators need, for %s %s', async (file, loaded) => {
    const script = `require(${JSON.stringify(`${PLUGIN}/dist/${file}`)});
      console.log(Object.keys(require.cache).some((path) => /node_modules.@nx.devkit/.test(path)) ? 'something' : 'nothing');`;
    expect(await node(script)).toBe(`${loaded}\n`);
  });
});
