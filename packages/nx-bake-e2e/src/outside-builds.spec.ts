import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { builtService, copying } from './kit/services/built-service';
import { installedNx, type InstalledNx } from './kit/nx/installed-nx';
import { processesWith, startNx, until } from './kit/nx/nx-run';
import { recordingDocker, type RecordingDocker } from './kit/engine/recording-docker';
import { digestOf, freshRegistry } from './kit/registry/registry';
import { must, type Ran } from './kit/run';
import { statuses, taskResults, withRecordedResults } from './kit/nx/task-results';
import type { Workspace } from './kit/workspace';

type Files = Readonly<Record<string, string>>;

const NAMES = ['alpha', 'beta', 'delta', 'epsilon', 'eta', 'gamma', 'theta', 'zeta'];

const merged = (files: readonly Files[]): Files => Object.assign({}, ...files) as Files;

/** Each build takes longer than the one before, so that Nx would find another batch after each. */
const EIGHT = merged(
  NAMES.map((name, index) =>
    builtService(name, { seconds: index / 4, dockerfile: copying(`dist/services/${name}`) }),
  ),
);

let docker: RecordingDocker;
beforeEach(() => {
  docker = recordingDocker();
});
afterEach(() => {
  docker.remove();
});

const baked = (): string[][] => docker.bakes().map((args) => args.slice(args.indexOf('--') + 1).sort());

/** The builds that really ran since this was asked last. */
function built(workspace: Workspace): string[] {
  const log = join(workspace.root, '.nx/built');
  const names = existsSync(log) ? workspace.read('.nx/built').split('\n').filter(Boolean).sort() : [];
  rmSync(log, { force: true });
  return names;
}

async function create(
  files: Files,
  options: Parameters<typeof withRecordedResults>[1] = {},
): Promise<Workspace> {
  // Nx 22 wants a tsconfig beside plugins of the workspace's own
  const workspace = await withRecordedResults({ 'tsconfig.base.json': '{}\n', ...files }, options);
  await workspace.commit('test: record results');
  return workspace;
}

describe.each(['24', '22.6.0', '22.7.12', '23.3.2'])('builds of eight services, Nx %s', (version) => {
  const registry = freshRegistry();
  let nx: InstalledNx | undefined;
  let workspace: Workspace;

  beforeAll(async () => {
    nx = version === '24' ? undefined : await installedNx(version);
    workspace = await create(EIGHT, nx === undefined ? {} : { modules: nx.modules });
  });
  afterAll(() => {
    workspace.remove();
    nx?.remove();
  });

  const affected = (base: string): Promise<Ran> =>
    workspace.nx(['affected', '-t', 'docker-build', `--base=${base}`, '--push'], {
      NX_BAKE_REGISTRY: registry,
      NO_COLOR: '1',
      ...docker.env,
    });
  const contentOf = (name: string): Promise<string> =>
    must('docker', ['run', '--rm', '--pull=always', `${registry}/${name}`], { cwd: workspace.root });

  it('runs those of the three affected, and bakes the two that were built in one call', async () => {
    workspace.write({
      'services/beta/main.txt': 'beta changed\n',
      'services/eta/main.txt': 'eta is broken\n',
      'services/zeta/main.txt': 'zeta changed\n',
    });
    await workspace.commit('feat: change three');
    const ran = await affected('HEAD~1');
    expect(built(workspace)).toEqual(['beta', 'eta', 'zeta']);
    expect(baked()).toEqual([['beta', 'zeta']]);
    expect(statuses(workspace)).toBe('beta=success eta=failure zeta=success');
    expect(ran.code).toBe(1);

    const output = taskResults(workspace)['eta']?.terminalOutput ?? '';
    expect(output).toMatch(/^NX_BAKE_BUILD_FAILED: \[eta\] .*eta:build failed.* nx run eta:build\n/u);
    expect(output).toContain('\nthe mistake of eta\n');
    expect(output).not.toMatch(/beta|zeta/u);
    expect(ran.output).toMatch(/3 images in 1 bake call, .*1 failed/u);

    expect([await contentOf('beta'), await contentOf('zeta')]).toEqual(['beta changed\n', 'zeta changed\n']);
    expect(await digestOf(`${registry}/eta`)).toBeUndefined();
  });

  it("takes what is in Nx's cache from there, and bakes all in one call", async () => {
    workspace.write({ 'services/eta/main.txt': 'eta is right again\n' });
    await workspace.commit('fix: eta');
    rmSync(join(workspace.root, 'dist'), { recursive: true });
    const ran = await affected('HEAD~2');
    expect(ran.code).toBe(0);
    expect(built(workspace)).toEqual(['eta']);
    expect(baked()).toEqual([['beta', 'eta', 'zeta']]);
    expect(await contentOf('eta')).toBe('eta is right again\n');
  });
});

describe('a build that an image needs', () => {
  let workspace: Workspace | undefined;
  afterEach(() => {
    workspace?.remove();
    workspace = undefined;
  });

  const contentOf = (image: string): Promise<string> =>
    must('docker', ['run', '--rm', image], { cwd: process.cwd() });
  const nx = (args: readonly string[]): Promise<Ran> =>
    workspace!.nx(args, { NX_BAKE_REGISTRY: undefined, NO_COLOR: '1', ...docker.env });

  it.each([[[]], [['--batch=false']]])('is run for a single project, too %j', async (flags) => {
    workspace = await create(builtService('alpha', { dockerfile: copying('dist/services/alpha') }));
    const ran = await nx(['run', 'alpha:docker-build', '--load', ...flags]);
    expect(ran.code).toBe(0);
    expect(built(workspace)).toEqual(['alpha']);
    expect(await contentOf('alpha')).toBe('alpha\n');
  });

  it('fails the image without batches, too, with its own words', async () => {
    workspace = await create(builtService('alpha', { dockerfile: copying('dist/services/alpha') }));
    workspace.write({ 'services/alpha/main.txt': 'broken\n' });
    const ran = await nx(['run', 'alpha:docker-build', '--batch=false']);
    expect(ran.code).toBe(1);
    expect(ran.output).toMatch(/NX_BAKE_BUILD_FAILED: \[alpha\][^]*\nthe mistake of alpha\n/u);
    expect(baked()).toEqual([]);
  });

  it("is another project's, in its own folder or elsewhere", async () => {
    workspace = await create(
      merged([
        builtService('web', { folder: 'packages/web', output: 'packages/web/dist' }),
        builtService('site', { folder: 'packages/site', output: 'dist/public-site' }),
        builtService('unused', { folder: 'packages/unused' }),
        builtService('own', { output: 'services/own/dist', dockerfile: copying('dist') }),
        builtService('alpha', { dockerfile: copying('packages/web/dist') }),
        builtService('beta', {
          dockerfile: copying('dist/public-site'),
          options: { context: 'workspace' },
        }),
      ]),
    );
    const ran = await nx(['run-many', '-t', 'docker-build', '--load']);
    expect(ran.code).toBe(0);
    expect(built(workspace)).toEqual(['own', 'site', 'web']);
    expect(baked()).toEqual([['alpha', 'beta', 'own']]);
    expect([await contentOf('own'), await contentOf('alpha'), await contentOf('beta')]).toEqual([
      'own\n',
      'web\n',
      'site\n',
    ]);

    workspace.write({ 'packages/site/main.txt': 'site changed\n' });
    await workspace.commit('feat: change what beta copies');
    const changed = await nx(['affected', '-t', 'docker-build', '--base=HEAD~1', '--load']);
    expect(changed.code).toBe(0);
    expect(baked().slice(1)).toEqual([['beta']]);
    expect(await contentOf('beta')).toBe('site changed\n');
  });

  it('costs only the images that are built on the one that needs it', async () => {
    const user = (name: string): Files =>
      builtService(name, {
        dockerfile: ['FROM acme/base', `RUN echo ${name}`],
        options: { contexts: { 'acme/base': 'target:base' } },
      });
    workspace = await create(
      merged([
        builtService('base', { dockerfile: copying('dist/services/base') }),
        builtService('alpha', { dockerfile: copying('dist/services/alpha') }),
        user('beta'),
      ]),
    );
    workspace.write({ 'services/base/main.txt': 'broken\n' });
    const ran = await nx(['run-many', '-t', 'docker-build']);
    expect(ran.code).toBe(1);
    expect(baked()).toEqual([['alpha']]);
    expect(ran.output).toMatch(/^base .* failed .*base:build failed$/mu);
    expect(ran.output).toMatch(/^beta .* skipped .* its base image base failed$/mu);
  });

  it('is named and not run on a dry run', async () => {
    workspace = await create(builtService('alpha', { dockerfile: copying('dist/services/alpha') }));
    const ran = await nx(['run', 'alpha:docker-build', '--dry-run', '--verbose']);
    expect(ran.code).toBe(0);
    expect(ran.output).toContain('\nnx run-many --targets=build --projects=alpha ');
    expect(ran.output).toContain('line 3, COPY dist/services/alpha, is no versioned file: needs alpha:build');
    expect(built(workspace)).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('is stopped by %s to Nx', async (signal) => {
    const mark = `sleep ${100_000 + process.pid}`;
    workspace = await create({
      ...builtService('alpha', { dockerfile: copying('dist/services/alpha') }),
      ...builtService('beta', {
        seconds: Number(mark.split(' ')[1]),
        dockerfile: copying('dist/services/beta'),
      }),
    });
    const running = startNx(workspace, ['run-many', '-t', 'docker-build'], { NO_COLOR: '1', ...docker.env });
    await until(() => processesWith(mark).length > 0, 60_000);
    const since = Date.now();
    running.child.kill(signal);
    expect((await running.ended).code).toBe(130);
    expect(Date.now() - since).toBeLessThan(5_000);
    await until(() => processesWith(mark).length === 0, 5_000);
    expect(baked()).toEqual([]);
  });
});
