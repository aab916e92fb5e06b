import { affectedWorkspace } from './kit/nx/affected-workspace';
import { installedNx, type InstalledNx } from './kit/nx/installed-nx';
import type { Workspace } from './kit/workspace';

/** A kind of change, the images whose content it can change, and those that Nx selects beside them. */
interface Kind {
  readonly kind: string;
  readonly file: string;
  readonly images: readonly string[];
  /** Selected as well where Nx selects whole projects: what it cannot tell apart. */
  readonly surplus?: readonly string[];
}

const ALL = ['base', 'built', 'hand', 'linked', 'one', 'two', 'whole'];

const KINDS: readonly Kind[] = [
  { kind: 'own file', file: 'apps/one/src/main.txt', images: ['one'] },
  { kind: 'own Dockerfile', file: 'apps/two/Dockerfile', images: ['two'] },
  { kind: 'copied manifest', file: 'apps/two/package.json', images: ['one', 'two'] },
  { kind: 'file of a copied folder', file: 'libs/lib/src/main.txt', images: ['built', 'one'] },
  { kind: 'name with the signs of a glob', file: 'libs/lib/[id]/page.txt', images: ['built', 'one'] },
  { kind: 'deleted file of a copied folder', file: 'libs/lib/src/gone.txt', images: ['built', 'one'] },
  { kind: 'folder of projects', file: 'libs/group/a/src/main.txt', images: ['two'] },
  { kind: 'new file in a folder of projects', file: 'libs/group/new.txt', images: ['two', 'whole'] },
  { kind: 'root configuration', file: 'babel.config.json', images: ['whole'] },
  { kind: 'input of a build', file: 'shared.cfg', images: ['built', 'whole'] },
  { kind: 'source of a build', file: 'apps/built/src/main.txt', images: ['built'] },
  { kind: 'README of a dependency', file: 'libs/lib/README.md', images: ['one'], surplus: ['built'] },
  { kind: 'base image', file: 'libs/base/src/main.txt', images: ['base', 'one'] },
  { kind: 'Dockerfile of a base image', file: 'libs/base/Dockerfile', images: ['base', 'one'] },
  { kind: "link's end", file: 'libs/end/src/main.txt', images: ['linked'] },
  { kind: 'link', file: 'way', images: ['linked', 'whole'] },
  { kind: 'nested project', file: 'apps/whole/nested/src/main.txt', images: ['whole'] },
  { kind: 'file of no project', file: 'docs/guide.md', images: ['whole'] },
  { kind: 'Dockerfile elsewhere', file: 'docker/hand.Dockerfile', images: ['hand', 'whole'] },
  { kind: 'named context', file: 'rules/a.rule', images: ['hand', 'whole'] },
  { kind: 'ignore file', file: '.dockerignore', images: ['built', 'hand', 'linked', 'one', 'two', 'whole'] },
  { kind: 'lock file', file: 'package-lock.json', images: ALL },
  { kind: 'unrelated project', file: 'libs/other/src/main.txt', images: [] },
];

interface Mode {
  readonly nx: string;
  readonly legacy: boolean;
  /** Where Nx selects tasks by their inputs, and not projects. */
  readonly byTask: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

const HERE: readonly Mode[] = [
  { nx: '24', legacy: false, byTask: true },
  { nx: '24', legacy: true, byTask: false },
];

/** More versions of Nx are installed first: `NX_BAKE_NX_VERSIONS=all npm run test:engine -- affected`. */
const INSTALLED: readonly Mode[] = [
  { nx: '22.7.12', legacy: false, byTask: false },
  { nx: '23.3.2', legacy: false, byTask: false },
  { nx: '23.3.2', legacy: false, byTask: true, env: { NX_LEGACY_AFFECTED: 'false' } },
];
const MODES = process.env['NX_BAKE_NX_VERSIONS'] === 'all' ? [...HERE, ...INSTALLED] : HERE;

describe.each(MODES)('affected images, Nx $nx, legacy: $legacy, by task: $byTask', (mode) => {
  let workspace: Workspace;
  let installed: InstalledNx | undefined;

  beforeAll(async () => {
    installed = mode.nx === '24' ? undefined : await installedNx(mode.nx);
    workspace = await affectedWorkspace({
      legacy: mode.legacy,
      plugin: true,
      ...(installed === undefined ? {} : { modules: installed.modules }),
    });
  });
  afterAll(() => {
    workspace.remove();
    installed?.remove();
  });

  const affected = async (target: string, file: string): Promise<string[]> => {
    const args = ['show', 'projects', '--affected', `--files=${file}`, '-t', target, '--json'];
    const ran = await workspace.nx(args, mode.env);
    if (ran.code !== 0) throw new Error(ran.output);
    return JSON.parse(ran.stdout) as string[]; // Nx's shape
  };

  it.each(KINDS)('$kind: $file', async ({ file, images, surplus = [] }) => {
    const found = await Promise.all([affected('docker-build', file), affected('image', file)]);
    const expected = mode.byTask ? images : [...images, ...surplus];
    expect(found.flat().sort()).toEqual([...expected].sort());
  });
});

describe('the inferred inputs', () => {
  it('leave an image and its base in one batch', async () => {
    const workspace = await affectedWorkspace({ legacy: false, plugin: true });
    const ran = await workspace.nx(['run-many', '-t', 'docker-build', '-p', 'one', '--dryRun', '--batch']);
    workspace.remove();
    // each batch has a folder of its own
    const folders = [...ran.output.matchAll(/--file (\S+)\/call-\d+\.hcl/gu)].map(([, folder]) => folder);
    expect(new Set(folders)).toHaveProperty('size', 1);
  });
});

describe('the other targets of a workspace', () => {
  interface Tasks {
    readonly tasks: { readonly dependencies: Readonly<Record<string, readonly unknown[]>> };
  }

  const dependencies = async (plugin: boolean): Promise<Readonly<Record<string, readonly unknown[]>>> => {
    const workspace = await affectedWorkspace({ legacy: false, plugin });
    const args = ['run-many', '-t', 'build', 'test', 'lint', '--graph=stdout'];
    const ran = await workspace.nx(args);
    workspace.remove();
    if (ran.code !== 0) throw new Error(ran.output);
    return (JSON.parse(ran.stdout) as Tasks).tasks.dependencies; // Nx's shape
  };

  it('have the same task graph as without the plugin, but for base images', async () => {
    const [without, withPlugin] = [await dependencies(false), await dependencies(true)];
    expect(Object.keys(without)).toContain('two:build');
    expect(withPlugin).toEqual({ ...without, 'one:build': [{ id: 'base:build' }] });
  });
});
