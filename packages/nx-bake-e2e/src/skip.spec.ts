import { githubPullRequest, githubPush } from './kit/nx/ci';
import { recordingDocker, type RecordingDocker } from './kit/engine/recording-docker';
import { startGate, type Gate } from './kit/registry/gated-registry';
import { digestOf, freshRegistry, registry } from './kit/registry/registry';
import { tagsOf } from './kit/registry/registry-contents';
import { startRegistryProxy } from './kit/registry/registry-proxy';
import type { RunOptions } from './kit/run';
import { baseService, userService } from './kit/services/linked-services';
import { plainService } from './kit/services/plain-service';
import { createWorkspace, type Workspace } from './kit/workspace';

interface RecordedImage {
  readonly project: string;
  readonly digest?: string;
  readonly key?: string;
}

/** A base with a dependent, a service beside them, and one for two platforms, which runs nothing. */
const SERVICES: Readonly<Record<string, string>> = {
  ...baseService('base'),
  ...userService('one', 'acme/base'),
  ...userService('alone', 'busybox:stable'),
  ...plainService('files', ['FROM scratch', `LABEL run=${process.pid}-${Date.now()}`, 'COPY main.txt /'], {
    context: 'project',
    platforms: ['linux/amd64', 'linux/arm64'],
  }),
  'services/files/main.txt': 'files\n',
};
const NAMES = ['alone', 'base', 'files', 'one'];

describe('A push with skip', () => {
  let workspace: Workspace;
  let docker: RecordingDocker;
  let at: string;

  const run = async (args: readonly string[] = [], env: RunOptions['env'] = {}) => {
    const ran = await workspace.nx(['run-many', '-t', 'docker-build', '--push', ...args], {
      ...docker.env,
      NX_BAKE_REGISTRY: at,
      ...env,
    });
    expect(ran).toMatchObject({ code: 0 });
    return ran;
  };
  const images = (): RecordedImage[] => {
    const { images: all } = JSON.parse(workspace.read('dist/.nx-bake/images.json')) as {
      images: RecordedImage[];
    }; // our own file
    return [...all].sort((a, b) => (a.project < b.project ? -1 : 1));
  };
  const skipped = (): string[] =>
    images().flatMap(({ project, key }) => (key === undefined ? [] : [project]));
  const digests = (): Record<string, string | undefined> =>
    Object.fromEntries(images().map(({ project, digest }) => [project, digest]));
  const repository = (project: string): string => `${at}/${project === 'base' ? 'acme/base' : project}`;

  beforeEach(async () => {
    at = freshRegistry();
    docker = recordingDocker();
    workspace = await createWorkspace({ files: SERVICES, pluginOptions: { skip: true } });
  });
  afterEach(() => {
    workspace.remove();
    docker.remove();
  });

  it('builds nothing that is built, and gives it the tags of the run', async () => {
    await run();
    expect(skipped()).toEqual([]);
    const first = digests();
    const calls = docker.bakes().length;
    const ran = await run(['--tags=2.0,latest']);
    expect(docker.bakes()).toHaveLength(calls);
    expect(skipped()).toEqual(NAMES);
    expect(digests()).toEqual(first);
    for (const project of NAMES) expect(await digestOf(`${repository(project)}:2.0`)).toBe(first[project]);
    expect(ran.output).toMatch(/alone .*same inputs/u);
    await run(['--no-skip']);
    expect(skipped()).toEqual([]);
    expect(docker.bakes().length).toBeGreaterThan(calls);
  });

  it('builds what changed, on the base that is there', async () => {
    await run();
    const first = digests();
    workspace.write({ 'services/one/main.txt': 'changed\n' });
    await run();
    expect(skipped()).toEqual(['alone', 'base', 'files']);
    expect(docker.bakeFile()).toContain(`docker-image://${repository('base')}:latest@${first['base'] ?? ''}`);
    expect(docker.bakeFile()).not.toContain('target "base"');
  });

  it('builds the dependents of a base that changed, and none of one that did not', async () => {
    await run();
    workspace.write({
      'services/base/Dockerfile': `# a comment\n${workspace.read('services/base/Dockerfile')}`,
    });
    await run();
    expect(skipped()).toEqual(NAMES);
    workspace.write({ 'services/base/main.txt': 'changed\n' });
    await run();
    expect(skipped()).toEqual(['alone', 'files']);
  });

  it('leaves keys where a pull request cannot write them', async () => {
    const repositories = NAMES.map(repository);
    const keys = async (): Promise<string[]> =>
      (await Promise.all(repositories.map(tagsOf)))
        .flatMap((tags) => Object.keys(tags))
        .filter((tag) => /^k-/u.test(tag));
    await run([], githubPush(workspace, 'main'));
    const before = await keys();
    expect(before).toHaveLength(NAMES.length);
    workspace.write({ 'services/alone/main.txt': 'changed\n' });
    const request = githubPullRequest(workspace, { repository: 'acme/shop', branch: 'feature' });
    await run(['--tags=pr-7'], request);
    expect(skipped()).toEqual(['base', 'files', 'one']);
    expect(await keys()).toEqual(before);
    // a branch writes for itself, and main does not read it
    await run(['--tags=feature'], githubPush(workspace, 'feature'));
    expect(await keys()).toHaveLength(NAMES.length + 1);
    await run([], githubPush(workspace, 'main'));
    expect(skipped()).toEqual(['base', 'files', 'one']);
  });

  it('fails no build where a registry refuses keys', async () => {
    const identities = { main: { password: 'm', push: true } };
    const gate: Gate = await startGate({ scheme: 'bearer', identities });
    const proxy = await startRegistryProxy();
    try {
      await run();
      for (const status of [401, 429, 500]) {
        proxy.follow((_, path) => (/\/manifests\/k-/u.test(path) ? status : undefined));
        const ran = await run([], { NX_BAKE_REGISTRY: at.replace(registry(), proxy.address) });
        expect(skipped()).toEqual([]);
        expect(ran.output).toContain('a later run cannot skip it');
      }
      const auth = Buffer.from('main:m').toString('base64');
      const config = JSON.stringify({ auths: { [gate.address]: { auth } } });
      const signedIn = { DOCKER_AUTH_CONFIG: config, NX_BAKE_REGISTRY: at.replace(registry(), gate.address) };
      await run([], signedIn);
      expect(skipped()).toEqual(NAMES);
    } finally {
      await gate.close();
      await proxy.stop();
    }
  });
});
