import { NO_CI } from './kit/nx/ci';
import { baseService, IMAGE_GRAPH, userService } from './kit/services/linked-services';
import { all, outcomes } from './kit/nx/outcomes';
import { GRAPH_DRIVER } from './kit/engine/graph-driver';
import { recordingDocker, type RecordingDocker } from './kit/engine/recording-docker';
import { digestOf, freshRegistry } from './kit/registry/registry';
import type { Ran } from './kit/run';
import { makeStateless } from './kit/engine/stateless';
import { createWorkspace, type Workspace } from './kit/workspace';

const EVERYTHING = ['alone', 'base', 'copier', 'one', 'two'];
/** A line of a step's own output, not the instruction that BuildKit repeats. */
const RAN_A_STEP = /expensive step of [\w-]+$/mu;

interface Case {
  readonly caches: string;
  readonly pluginOptions: Readonly<Record<string, unknown>>;
  /** The targets that are baked, call by call, when the base has changed. */
  readonly calls: readonly (readonly string[])[];
  readonly said: RegExp;
}

const CASES: readonly Case[] = [
  {
    caches: 'without remote caches',
    pluginOptions: { cache: 'none' },
    calls: [['base', 'one', 'two']],
    said: /^3 images in 1 bake call, /mu,
  },
  {
    caches: 'with remote caches',
    pluginOptions: {},
    calls: [['base'], ['one', 'two']],
    said: /^3 images in 2 bake calls \(base images first, so that remote caches hit\), /mu,
  },
];

describe.each(CASES)('images that are built on images, $caches', ({ pluginOptions, calls, said }) => {
  const registry = freshRegistry();
  const env = { ...NO_CI, NX_BAKE_REGISTRY: registry };
  let workspace: Workspace;
  let docker: RecordingDocker;

  beforeAll(async () => {
    makeStateless();
    workspace = await createWorkspace({ files: IMAGE_GRAPH, pluginOptions });
    const ran = await workspace.nx(['run-many', '-t', 'docker-build', '--push'], env);
    expect(outcomes(ran)).toEqual(all(EVERYTHING, 'built'));
  });
  beforeEach(() => {
    docker = recordingDocker();
  });
  afterEach(() => {
    docker.remove();
  });
  afterAll(() => {
    workspace.remove();
  });

  const baked = (): string[][] => docker.bakes().map((args) => args.slice(args.indexOf('--') + 1).sort());
  const affected = (...flags: string[]): Promise<Ran> =>
    workspace.nx(['affected', '-t', 'docker-build', '--base=HEAD~1', ...flags], { ...env, ...docker.env });
  async function change(path: string): Promise<void> {
    workspace.write({ [path]: `${workspace.read(path)}one line more\n` });
    await workspace.commit(`fix: ${path}`);
  }
  const pushedBase = (): Promise<string | undefined> => digestOf(`${registry}/acme/base`);

  it.each([['--batch=false'], ['--batch']])(
    'a dry run builds no base and leaves the files of images alone: %s',
    async (batch) => {
      const file = 'dist/.nx-bake/services/base/image.json';
      const before = workspace.read(file);
      const ran = await workspace.nx(['run', 'one:docker-build', '--dry-run', batch], {
        ...env,
        ...docker.env,
      });
      expect(ran.code).toBe(0);
      expect(docker.bakes()).toEqual([]);
      expect(ran.output).toContain('target "one"');
      expect(workspace.read(file)).toBe(before);
    },
  );

  it('a line in the base bakes it and its users, and pushes nothing that nobody asked for', async () => {
    const before = await pushedBase();
    await change('services/base/main.txt');
    const ran = await affected();
    expect(ran.code).toBe(0);
    expect(outcomes(ran)).toEqual(all(['base', 'one', 'two'], 'built'));
    expect(baked()).toEqual(calls);
    expect(ran.output).toMatch(said);
    expect(await pushedBase()).toBe(before);
  });

  it('and with --push pushes it with them', async () => {
    const before = await pushedBase();
    const ran = await affected('--push');
    expect(ran.code).toBe(0);
    expect(baked()).toEqual(calls);
    expect(await pushedBase()).not.toBe(before);
    expect(ran.output.match(/ pushed$/gmu)).toHaveLength(3);
  });

  it('a line in one of the users bakes it, on the base from the cache, which is not pushed', async () => {
    const before = await pushedBase();
    await change('services/one/main.txt');
    const ran = await affected('--push');
    expect(ran.code).toBe(0);
    expect(outcomes(ran)).toEqual({ base: 'reused', one: 'built' });
    expect(ran.output.match(/ pushed$/gmu)).toHaveLength(1);
    expect(await pushedBase()).toBe(before);
  });

  it('a line in a copied folder bakes the copier', async () => {
    await change('libs/texts/hello.txt');
    expect(outcomes(await affected())).toEqual({ copier: 'built' });
    expect(baked()).toEqual([['copier']]);
  });

  it('a line in a project that no image knows bakes nothing', async () => {
    await change('libs/unrelated/code.txt');
    const ran = await affected();
    expect(ran.code).toBe(0);
    expect(baked()).toEqual([]);
  });

  it('a line in an image that is nobody’s base bakes that one', async () => {
    await change('services/alone/main.txt');
    expect(outcomes(await affected())).toEqual({ alone: 'built' });
  });

  it('a base that was never pushed stays so, unless its own target says it', async () => {
    const elsewhere = freshRegistry();
    const build = (...flags: string[]): Promise<Ran> =>
      workspace.nx(['run', 'two:docker-build', ...flags], { ...NO_CI, NX_BAKE_REGISTRY: elsewhere });
    expect((await build('--push')).code).toBe(0);
    expect(await digestOf(`${elsewhere}/two`)).toMatch(/^sha256:/u);
    expect(await digestOf(`${elsewhere}/acme/base`)).toBeUndefined();
    expect((await build('--configuration=ci')).code).toBe(0);
    expect(await digestOf(`${elsewhere}/acme/base`)).toMatch(/^sha256:/u);
  });

  it('taking the line out takes the edge away', async () => {
    workspace.write(userService('two', 'busybox:stable'));
    await workspace.commit('refactor: two without base');
    await change('services/base/main.txt');
    expect(Object.keys(outcomes(await affected())).sort()).toEqual(['base', 'one']);
  });
});

describe('images that are built on images, from a builder that has nothing', () => {
  const users = Array.from({ length: 6 }, (_, index) => `user-${index}`);
  const images = ['base', 'middle', ...users];
  const registry = freshRegistry();
  const env = { ...NO_CI, NX_BAKE_REGISTRY: registry };
  let workspace: Workspace;
  let docker: RecordingDocker;

  beforeAll(async () => {
    makeStateless();
    docker = recordingDocker();
    workspace = await createWorkspace({
      files: Object.assign(
        {},
        baseService('base'),
        userService('middle', 'acme/base', { image: 'acme/middle' }),
        ...users.map((name, index) => userService(name, index % 2 === 0 ? 'acme/base' : 'acme/middle')),
      ) as Record<string, string>,
    });
    const ran = await workspace.nx(['run-many', '-t', 'docker-build', '--push'], env);
    expect(outcomes(ran)).toEqual(all(images, 'built'));
    expect(ran.output).toContain('8 images in 3 bake calls (base images first, so that remote caches hit)');
  });
  afterAll(() => {
    docker.remove();
    workspace.remove();
  });

  const build = async (...args: string[]): Promise<Ran> => {
    makeStateless();
    return workspace.nx([...args, '--progress=plain'], { ...env, ...docker.env });
  };

  it.each([1, 2, 3])('runs nothing again when it pushes, round %i', async () => {
    const ran = await build('run-many', '-t', 'docker-build', '--push');
    expect(outcomes(ran)).toEqual(all(images, 'reused'));
    expect(ran.output).not.toMatch(RAN_A_STEP);
    expect(docker.bakeFile()).toContain(
      `"acme/middle" = "docker-image://${registry}/acme/middle:latest@sha256:`,
    );
  });

  it.each([1, 2, 3])('runs nothing again when it only builds, round %i', async () => {
    const ran = await build('run-many', '-t', 'docker-build');
    expect(outcomes(ran)).toEqual(all(images, 'reused'));
    expect(ran.output).not.toMatch(RAN_A_STEP);
    expect(docker.bakeFile()).toMatch(/"acme\/middle" = "oci-layout:\/\/.*@sha256:/u);
  });

  it('runs one step when one user has changed', async () => {
    workspace.write({ 'services/user-1/main.txt': 'changed\n' });
    await workspace.commit('fix: user-1');
    const ran = await build('affected', '-t', 'docker-build', '--base=HEAD~1', '--push');
    expect(outcomes(ran)).toEqual({ base: 'reused', middle: 'reused', 'user-1': 'built' });
    expect(ran.output.match(new RegExp(RAN_A_STEP, 'gmu'))).toEqual(['expensive step of user-1']);
  });
});

describe('images that are built on images, where that is less easy', () => {
  const IMAGES = { ...baseService('base'), ...userService('one', 'acme/base') };
  const env = { ...NO_CI, NX_BAKE_REGISTRY: freshRegistry() };
  let workspace: Workspace;
  let docker: RecordingDocker;
  afterEach(() => {
    docker.remove();
    workspace.remove();
  });

  const nx = (...args: string[]): Promise<Ran> =>
    workspace.nx(['run-many', '-t', 'docker-build', ...args], { ...env, ...docker.env });

  // a builder of another driver says itself what its image store is
  (process.env['BUILDX_BUILDER'] ? it.skip : it).each([
    { what: 'that are only built', cache: {}, flags: [] },
    { what: 'that are pushed', cache: { write: 'never' }, flags: ['--push'] },
  ])('an engine without containerd’s image store gets links: images $what', async ({ cache, flags }) => {
    workspace = await createWorkspace({ files: IMAGES, pluginOptions: { cache } });
    docker = recordingDocker(GRAPH_DRIVER);
    const dry = await nx(...flags, '--dry-run');
    expect(dry.output).not.toContain('later calls');
    expect(dry.output.match(/^docker buildx bake /gmu)).toHaveLength(1);
    const ran = await nx(...flags);
    expect(ran.code).toBe(0);
    expect(ran.output).toContain('2 images in 1 bake call,');
    expect(docker.bakes()).toHaveLength(1);
    expect(docker.bakeFile()).toContain('"acme/base" = "target:base"');
    expect(docker.bakeFile()).not.toContain('type=oci');
  });

  it('a checkout with an @ in its path hands a base on as a layout', async () => {
    workspace = await createWorkspace({ files: IMAGES, named: 'job@2-' });
    docker = recordingDocker();
    const ran = await nx();
    expect(ran.code).toBe(0);
    expect(ran.output).toContain('2 images in 2 bake calls');
    expect(docker.bakeFile()).toMatch(/"acme\/base" = "oci-layout:\/\/\.nx\/[^@]*@sha256:/u);
  });
});
