import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { openBuildkitSocket, type BuildkitSocket } from './kit/engine/buildkit-socket';
import { engine } from './kit/engine/engine';
import { recordingDocker, type RecordingDocker } from './kit/engine/recording-docker';
import { pushRegistryImage } from './kit/registry/registry-image';
import { must, run, type RunOptions } from './kit/run';

const ROOT = resolve(__dirname, '../../..');
/** `npm run test:nightly` runs all specs. */
const SPECS = process.env['NX_BAKE_NIGHTLY'] === undefined ? ['one-bake', 'builder'] : [];
const REMOVES = new Set(['prune', 'rm', 'rmi', 'remove', 'down', 'stop', 'kill']);

describe('on a docker that somebody else uses, tools and tests', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nx-bake-found-'));
  const somebodys = 'somebodys/image:1';
  let docker: RecordingDocker;
  let buildkit: BuildkitSocket | undefined;
  let env: NonNullable<RunOptions['env']>;

  /** The engine of these tests stands for somebody's docker: it is seen as one that was found. */
  beforeAll(async () => {
    docker = recordingDocker();
    const { kind } = JSON.parse(engine('env', '--json')) as { kind: string }; // our own tool's
    if (kind === 'private') {
      const socket = (process.env['DOCKER_HOST'] ?? '').replace('unix://', '');
      await pushRegistryImage(dirname(socket));
      buildkit = await openBuildkitSocket(join(folder, 'buildkit.sock'), socket);
    }
    env = {
      ...docker.env,
      NX_BAKE_ENGINE_DIR: join(folder, 'engine'),
      NX_BAKE_ENGINE_BUILDKIT: buildkit?.address,
      NX_BAKE_REGISTRY: undefined,
      BUILDX_BUILDER: undefined,
    };
    writeFileSync(join(folder, 'Dockerfile'), 'FROM busybox:stable\nRUN echo mine > /mine\n');
    await must('docker', ['buildx', 'build', '--load', '--tag', somebodys, '.'], { cwd: folder });
  });
  afterAll(async () => {
    await tool('down');
    await run('docker', ['image', 'rm', '--force', somebodys], { cwd: folder });
    buildkit?.close();
    docker.remove();
    rmSync(folder, { recursive: true });
  });

  const tool = (...args: string[]) =>
    run('npm', ['run', '--silent', 'engine', '--', ...args], { cwd: ROOT, env });
  const listed = (...args: string[]) => must('docker', args, { cwd: folder });

  it('remove nothing that they did not make', async () => {
    expect(await tool('up')).toMatchObject({ code: 0 });
    const {
      kind,
      registry,
      env: found,
    } = JSON.parse((await tool('env', '--json')).stdout) as {
      kind: string;
      registry: string;
      env: Record<string, string>;
    }; // our own tool's
    expect(kind).toBe('found');
    const builder = found['BUILDX_BUILDER'] ?? '';
    const container = builder.replace('builder', 'registry');
    expect(await listed('ps', '--format', '{{.Names}}')).toContain(container);

    const ignored = ['--testPathIgnorePatterns', 'harmless', '/dist/'];
    const tests = await run('npm', ['run', '--silent', 'test:engine', '--', ...SPECS, ...ignored], {
      cwd: ROOT,
      env,
    });
    expect([tests.code, tests.code === 0 ? '' : tests.output]).toEqual([0, '']);
    expect(await tool('down')).toMatchObject({ code: 0 });

    const removing = docker.calls().filter((args) => args.some((arg) => REMOVES.has(arg)));
    const ours = [builder, container, `${registry}/`, 'nx-bake-e2e-'];
    const isOurs = (args: readonly string[]) => args.some((arg) => ours.some((name) => arg.includes(name)));
    expect(removing.filter((args) => !isOurs(args))).toEqual([]);
    for (const [name, verb] of [
      [builder, 'prune'],
      [builder, 'rm'],
      [container, 'rm'],
      [`${registry}/`, 'rm'],
    ] as const)
      expect(removing).toContainEqual(expect.arrayContaining([verb, expect.stringContaining(name)]));

    expect(await listed('ps', '--all', '--format', '{{.Names}}')).not.toContain(container);
    expect(await listed('buildx', 'ls')).not.toContain(builder);
    expect(await listed('image', 'ls', somebodys)).toContain('somebodys/image');
  });
});
