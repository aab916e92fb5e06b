import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { outcomes } from './kit/nx/outcomes';
import { recordingDocker, type RecordingDocker } from './kit/engine/recording-docker';
import { must, run } from './kit/run';
import { rootContextService, WORKSPACE_CONTEXT } from './kit/services/services';
import { createWorkspace, projectJson, type Workspace } from './kit/workspace';

describe('the builder', () => {
  const current = process.env['BUILDX_BUILDER'] || 'default';
  let workspace: Workspace;
  let docker: RecordingDocker;

  beforeAll(async () => {
    workspace = await createWorkspace({
      files: rootContextService('alpha'),
      pluginOptions: { ...WORKSPACE_CONTEXT, cache: 'none' },
    });
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

  const build = (builder: unknown) => {
    const targets = { 'docker-build': { options: { builder } } };
    workspace.write({ 'services/alpha/project.json': projectJson('alpha', { targets }) });
    return workspace.nx(['run-many', '-t', 'docker-build'], docker.env);
  };
  const creations = () => docker.calls().filter((args) => args[1] === 'create');
  const builders = () => must('docker', ['buildx', 'ls'], { cwd: workspace.root });

  it('that is there is used, and not created again', async () => {
    const ran = await build({ name: current, driver: 'docker-container', create: true });
    expect(ran.code).toBe(0);
    expect(Object.keys(outcomes(ran))).toEqual(['alpha']);
    expect(creations()).toEqual([]);
    expect(docker.bakes()[0]?.join(' ')).toContain(`--builder ${current}`);
  });

  it('that is not there is missed when nobody asks to create it', async () => {
    const ran = await build({ name: 'nx-bake-nobody', driver: 'docker-container' });
    expect(ran.code).not.toBe(0);
    expect(ran.output).toMatch(
      /NX_BAKE_BUILDER_MISSING: There is no builder "nx-bake-nobody".*"create": true/u,
    );
    expect([...creations(), ...docker.bakes()]).toEqual([]);
  });

  it('that cannot be started is an error, and nothing of it is left', async () => {
    const name = `nx-bake-e2e-${process.pid}`;
    const ran = await build({
      name,
      driverOpts: { image: '127.0.0.1:9/no/buildkit', network: 'host' },
      create: true,
    });
    expect(ran.code).not.toBe(0);
    expect(ran.output).toMatch(
      new RegExp(`NX_BAKE_BUILDER_NOT_CREATED: The builder "${name}" .*: .*127\\.0\\.0\\.1:9`, 'u'),
    );
    expect(creations()).toEqual([
      [
        ...['buildx', 'create', '--name', name, '--driver', 'docker-container'],
        ...['--driver-opt', 'image=127.0.0.1:9/no/buildkit', '--driver-opt', 'network=host'],
      ],
    ]);
    expect(docker.bakes()).toEqual([]);
    expect(await builders()).not.toContain(name);
  });
});

describe('nx-bake prune', () => {
  const CLI = resolve(__dirname, '../../nx-bake/dist/cli.js');
  const cwd = __dirname;
  const prune = (...flags: string[]) => run(process.execPath, [CLI, 'prune', ...flags], { cwd });
  const FILLED = /^Total:\s+[1-9]/mu;
  const EMPTY = /^Reclaimable:\s+0B/mu;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nx-bake-prune-'));
    writeFileSync(join(folder, 'Dockerfile'), 'FROM busybox:stable\nRUN echo something > /something\n');
    await must('docker', ['buildx', 'build', '--output', 'type=cacheonly', '.'], { cwd: folder });
    rmSync(folder, { recursive: true });
  });

  it('only tells with --dry-run', async () => {
    for (const flags of [['--all', '--keep', '10gb'], []]) {
      const ran = await prune('--dry-run', ...flags);
      expect([ran.code, ran.stderr]).toEqual([0, '']);
      expect(ran.stdout).toMatch(FILLED);
      expect(ran.stdout).toMatch(/^Would run: docker buildx prune .*--builder \S+$/mu);
    }
  });

  it('deletes what it may', async () => {
    const ran = await prune('--all');
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toMatch(FILLED);
    expect((await prune('--dry-run')).stdout).toMatch(EMPTY);
  });

  it('says what is wrong', async () => {
    const nobody = await prune('--builder', 'nx-bake-nobody');
    expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining('NX_BAKE_BUILDER_MISSING')]);
    const unknown = await prune('--evrything');
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining("'--evrything'")]);
  });
});
