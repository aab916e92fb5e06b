import { NO_CI } from './kit/nx/ci';
import { baseService, userService } from './kit/services/linked-services';
import { all, outcomes } from './kit/nx/outcomes';
import { plainService } from './kit/services/plain-service';
import { freshRegistry } from './kit/registry/registry';
import { imageManifests } from './kit/registry/image-manifests';
import type { Ran } from './kit/run';
import { makeStateless } from './kit/engine/stateless';
import { createWorkspace, type Workspace } from './kit/workspace';

/** A line of a step's own output, not the instruction that BuildKit repeats. */
const RAN_A_STEP = /expensive step of [\w-]+$/mu;

type Files = Readonly<Record<string, string>>;

const dependents = (count: number, from = 'acme/base', options: Record<string, unknown> = {}): Files =>
  Object.assign(
    {},
    ...Array.from({ length: count }, (_, index) => userService(`user-${index}`, from, options)),
  ) as Files;

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `user-${index}`);

/**
 * Files only, so that no platform has to be emulated; of each its own, as in images of programs: equal files of two
 * platforms are built twice and cached as one, with the time of either.
 */
const ofTwoPlatforms = (name: string, from: string): Files => ({
  ...plainService(name, [`FROM ${from}`, 'ARG TARGETARCH', `COPY $TARGETARCH.txt /${name}.txt`], {
    context: 'project',
    image: `acme/${name}`,
    platforms: ['linux/amd64', 'linux/arm64'],
  }),
  [`services/${name}/amd64.txt`]: `${name}, ${process.pid}-${Date.now()}\n`,
  [`services/${name}/arm64.txt`]: `${name} for arm, ${process.pid}-${Date.now()}\n`,
});

interface Case {
  readonly what: string;
  readonly files: Files;
  /** The images that are built in each run. */
  readonly images: readonly string[];
  readonly flags: readonly string[];
  /** Projects that fail in each run. */
  readonly failing?: readonly string[];
  readonly pluginOptions?: Readonly<Record<string, unknown>>;
  /** What is published once, before the runs. */
  readonly published?: string;
}

const CASES: readonly Case[] = [
  {
    what: 'a pushed base with six dependents, two a call',
    files: { ...baseService('base'), ...dependents(6) },
    images: ['base', ...names(6)],
    flags: ['--push', '--maxTargets=2'],
  },
  {
    what: 'a pushed base with four dependents and one that fails',
    files: {
      ...baseService('base'),
      ...dependents(4),
      ...plainService('broken', ['FROM acme/base', 'RUN sleep 1; exit 3'], { context: 'project' }),
    },
    images: ['base', ...names(4)],
    flags: ['--push'],
    failing: ['broken'],
  },
  {
    what: 'a chain of three',
    files: {
      ...baseService('base'),
      ...userService('middle', 'acme/base', { image: 'acme/middle' }),
      ...dependents(2, 'acme/middle'),
    },
    images: ['base', 'middle', ...names(2)],
    flags: ['--push', '--maxTargets=1'],
  },
  {
    what: 'two platforms',
    files: {
      ...ofTwoPlatforms('base', 'scratch'),
      ...ofTwoPlatforms('one', 'acme/base'),
      ...ofTwoPlatforms('two', 'acme/base'),
    },
    images: ['base', 'one', 'two'],
    flags: ['--push', '--maxTargets=1'],
  },
  {
    what: 'a published base',
    files: { ...baseService('base'), ...dependents(2) },
    images: names(2),
    flags: ['--push', '--maxTargets=1', '--exclude=base'],
    pluginOptions: { bases: 'published' },
    published: 'base',
  },
  {
    what: 'images that are not pushed',
    files: { ...baseService('base'), ...dependents(4) },
    images: ['base', ...names(4)],
    flags: ['--maxTargets=2'],
    // people's machines write no caches
    pluginOptions: { cache: { write: 'always' } },
  },
];

describe.each(CASES)('the same input gives the same images: $what', (scene) => {
  const { files, images, flags, failing = [], pluginOptions = {}, published } = scene;
  const registry = freshRegistry();
  const env = { ...NO_CI, NX_BAKE_REGISTRY: registry };
  const isPushed = flags.includes('--push');
  let workspace: Workspace;
  let first: Record<string, string[]>;

  const run = (...more: string[]): Promise<Ran> =>
    workspace.nx(['run-many', '-t', 'docker-build', '--progress=plain', ...flags, ...more], env);
  const manifests = async (): Promise<Record<string, string[]>> =>
    Object.fromEntries(
      await Promise.all(images.map(async (name) => [name, await imageManifests(refOf(name))] as const)),
    );
  const refOf = (name: string): string =>
    `${registry}/${/"image": "([^"]+)"/u.exec(files[`services/${name}/project.json`] ?? '')?.[1] ?? name}`;

  beforeAll(async () => {
    makeStateless();
    workspace = await createWorkspace({ files, pluginOptions });
    if (published !== undefined)
      expect((await workspace.nx(['run', `${published}:docker-build`, '--push'], env)).code).toBe(0);
    expect(outcomes(await run())).toEqual({ ...all(images, 'built'), ...all(failing, 'failed') });
    first = isPushed ? await manifests() : {};
  });
  afterAll(() => {
    workspace.remove();
  });

  it.each([
    { builder: 'the builder as it was left', before: () => undefined },
    { builder: 'a builder that has nothing', before: makeStateless },
    { builder: 'the builder as that left it', before: () => undefined },
  ])('with $builder, no step runs again', async ({ before }) => {
    before();
    const ran = await run();
    expect(outcomes(ran)).toEqual({ ...all(images, 'reused'), ...all(failing, 'failed') });
    expect(ran.output).not.toMatch(RAN_A_STEP);
    if (!isPushed) return;
    expect(await manifests()).toEqual(first);
    expect(Object.values(first).flat().length).toBeGreaterThanOrEqual(images.length);
  });
});

describe('a change of a base', () => {
  const images = ['base', ...names(2)];
  const registry = freshRegistry();
  let workspace: Workspace;

  const dockerfile = 'services/base/Dockerfile';
  const build = (): Promise<Ran> =>
    workspace.nx(['run-many', '-t', 'docker-build', '--push', '--maxTargets=1'], {
      ...NO_CI,
      NX_BAKE_REGISTRY: registry,
    });
  const manifests = (): Promise<string[][]> =>
    Promise.all(['acme/base', ...names(2)].map((name) => imageManifests(`${registry}/${name}`)));

  beforeAll(async () => {
    makeStateless();
    workspace = await createWorkspace({ files: { ...baseService('base'), ...dependents(2) } });
    expect(outcomes(await build())).toEqual(all(images, 'built'));
  });
  afterAll(() => {
    workspace.remove();
  });

  it('that does not change its content builds nothing and changes no image', async () => {
    const before = await manifests();
    workspace.write({ [dockerfile]: `# what it is for\n${workspace.read(dockerfile)}` });
    makeStateless();
    expect(outcomes(await build())).toEqual(all(images, 'reused'));
    expect(await manifests()).toEqual(before);
  });

  it('that changes its content builds its dependents', async () => {
    const before = await manifests();
    workspace.write({ 'services/base/main.txt': 'changed\n' });
    expect(outcomes(await build())).toEqual(all(images, 'built'));
    for (const [index, now] of (await manifests()).entries()) expect(now).not.toEqual(before[index]);
  });
});
