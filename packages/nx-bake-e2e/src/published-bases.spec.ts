import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { NO_CI } from './kit/nx/ci';
import { baseService, userService } from './kit/services/linked-services';
import { outcomes } from './kit/nx/outcomes';
import { recordingDocker, type RecordingDocker } from './kit/engine/recording-docker';
import { imageManifests } from './kit/registry/image-manifests';
import { digestOf, freshRegistry } from './kit/registry/registry';
import { must, type Ran } from './kit/run';
import { makeStateless } from './kit/engine/stateless';
import { createWorkspace, type Workspace } from './kit/workspace';

interface ImageJson {
  readonly bases?: unknown;
  readonly labels: Readonly<Record<string, string>>;
}

interface ImageConfig {
  readonly config: { readonly Labels?: Readonly<Record<string, string>> };
}

describe('a base that is not in the run and is taken as it was published', () => {
  const registry = freshRegistry();
  const base = `${registry}/acme/base:latest`;
  let workspace: Workspace;
  let docker: RecordingDocker;

  beforeAll(async () => {
    workspace = await createWorkspace({
      files: {
        ...baseService('base'),
        ...userService('one', 'acme/base'),
        ...userService('two', 'acme/base', { bases: 'target' }),
      },
      pluginOptions: { bases: 'published' },
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

  const nx = (...args: string[]): Promise<Ran> =>
    workspace.nx(args, { ...NO_CI, NX_BAKE_REGISTRY: registry, ...docker.env });
  const build = (...flags: string[]): Promise<Ran> => nx('run', 'one:docker-build', '--push', ...flags);
  const baked = (): string[][] => docker.bakes().map((args) => args.slice(args.indexOf('--') + 1).sort());
  const imageJson = (): ImageJson =>
    JSON.parse(workspace.read('dist/.nx-bake/services/one/image.json')) as ImageJson; // our own
  const labels = async (): Promise<Readonly<Record<string, string>>> => {
    const args = ['buildx', 'imagetools', 'inspect', `${registry}/one`, '--format', '{{json .Image}}'];
    const image = JSON.parse(await must('docker', args, { cwd: workspace.root })) as ImageConfig; // OCI's shape
    return image.config.Labels ?? {};
  };

  /** Expects the image to name, in its labels and in its file, the base that the registry has. */
  async function expectPinned(digest: string): Promise<void> {
    expect(imageJson().bases).toEqual([{ name: 'acme/base', ref: `${base}@${digest}`, digest }]);
    const told = {
      'org.opencontainers.image.base.name': base,
      'org.opencontainers.image.base.digest': digest,
    };
    expect(await labels()).toMatchObject(told);
    expect(imageJson().labels).toMatchObject(told);
  }

  /** Only the user was baked, and nothing of the base's Dockerfile was as much as looked at. */
  function expectUnsolved(ran: Ran): void {
    expect(ran.code).toBe(0);
    expect(Object.keys(outcomes(ran))).toEqual(['one']);
    expect(baked().at(-1)).toEqual(['one']);
    expect(ran.output).not.toMatch(/\[base[ \]]|step of base|services\/base/u);
  }

  it('was never published: an error that says so, and no build', async () => {
    const ran = await build();
    expect(ran.code).toBe(1);
    expect(ran.output).toContain(
      `NX_BAKE_BASE_NOT_PUBLISHED: [one] Its base image, base, is not in this run and was never published (tried ${base}`,
    );
    expect(ran.output).toContain('Build base with --push first, or set "bases" to "target"');
    expect(docker.bakes()).toEqual([]);
  });

  it('is pulled by the digest that its image.json has, and nothing of it is solved', async () => {
    expect((await nx('run', 'base:docker-build', '--push')).code).toBe(0);
    const digest = (await digestOf(base)) ?? '';
    makeStateless();
    const ran = await build('--progress=plain');
    expectUnsolved(ran);
    expect(ran.output).toContain((await imageManifests(base))[0]);
    expect(outcomes(ran)).toEqual({ one: 'built' });
    await expectPinned(digest);
  });

  it('stays that one while its source goes on', async () => {
    const digest = (await digestOf(base)) ?? '';
    workspace.write({ 'services/base/main.txt': 'the next base\n' });
    const ran = await build('--progress=plain');
    expectUnsolved(ran);
    expect(outcomes(ran)).toEqual({ one: 'reused' });
    await expectPinned(digest);
  });

  it('is looked for in the registry where no file is', async () => {
    rmSync(join(workspace.root, 'dist'), { recursive: true });
    const digest = (await digestOf(base)) ?? '';
    makeStateless();
    const ran = await build('--progress=plain');
    expectUnsolved(ran);
    expect(outcomes(ran)).toEqual({ one: 'reused' });
    await expectPinned(digest);
  });

  it('is what a dry run shows', async () => {
    const ran = await build('--dry-run');
    expect(ran.code).toBe(0);
    expect(ran.output).toContain(
      `"acme/base" = "docker-image://${base}@${(await imageManifests(base))[0] ?? ''}"`,
    );
    expect(docker.bakes()).toEqual([]);
  });

  it('is built when it is in the run, and the user gets that one', async () => {
    const before = await digestOf(base);
    const ran = await nx('run-many', '-t', 'docker-build', '-p', 'base,one', '--push');
    expect(outcomes(ran)).toEqual({ base: 'built', one: 'built' });
    const digest = (await digestOf(base)) ?? '';
    expect(digest).not.toBe(before);
    expect(imageJson().bases).toEqual([{ name: 'acme/base', ref: `${base}@${digest}`, digest }]);
  });

  it('is built along for a project that wants that', async () => {
    const ran = await nx('run', 'two:docker-build');
    expect(Object.keys(outcomes(ran))).toEqual(['base', 'two']);
  });

  it('is in the graph all the same', async () => {
    const shown = await nx('show', 'projects', '--affected', '--files=services/base/main.txt', '--json');
    expect((JSON.parse(shown.stdout) as string[]).sort()).toEqual(['base', 'one', 'two']);
  });
});
