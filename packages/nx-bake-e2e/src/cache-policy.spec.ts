import { githubPullRequest, githubPush, NO_CI } from './kit/nx/ci';
import { outcomes } from './kit/nx/outcomes';
import { recordingDocker } from './kit/engine/recording-docker';
import { freshRegistry } from './kit/registry/registry';
import { tagsOf } from './kit/registry/registry-contents';
import type { Ran, RunOptions } from './kit/run';
import { rootContextService, WORKSPACE_CONTEXT } from './kit/services/services';
import { makeStateless } from './kit/engine/stateless';
import { createWorkspace, json, projectJson, type Workspace } from './kit/workspace';

describe('which caches are read and written', () => {
  let workspace: Workspace;
  let registry: string;

  beforeAll(async () => {
    workspace = await createWorkspace({
      files: rootContextService('alpha'),
      pluginOptions: WORKSPACE_CONTEXT,
    });
  });
  afterAll(() => {
    workspace.remove();
  });
  beforeEach(() => {
    registry = freshRegistry();
    cache(undefined);
  });

  const cache = (policy: unknown): void => {
    workspace.write({
      'services/alpha/project.json': projectJson('alpha', {
        targets: { 'docker-build': { options: { ...(policy === undefined ? {} : { cache: policy }) } } },
      }),
    });
  };
  const build = (env: RunOptions['env'], ...flags: string[]): Promise<Ran> =>
    workspace.nx(['run', 'alpha:docker-build', ...flags], { NX_BAKE_REGISTRY: registry, ...env });
  const caches = () => tagsOf(`${registry}/alpha-build-cache`);

  async function built(env: RunOptions['env'], ...flags: string[]): Promise<string | undefined> {
    const ran = await build(env, ...flags);
    expect(ran.code).toBe(0);
    // in CI Nx shows what the task says, and no summary
    return /^(built|reused) in /mu.exec(ran.output)?.[1] ?? outcomes(ran)['alpha'];
  }

  it("a branch hits the default branch's cache and writes its own; a fork's pull request only reads", async () => {
    makeStateless();
    expect(await built(githubPush(workspace, 'main'), '--push')).toBe('built');
    const { latest } = await caches();
    expect(latest).toBeDefined();

    makeStateless();
    const fork = { repository: 'stranger/shop', branch: 'main' };
    expect(await built(githubPullRequest(workspace, fork), '--push')).toBe('reused');
    expect(await caches()).toEqual({ latest });

    makeStateless();
    expect(await built(githubPush(workspace, 'feat/one'), '--push')).toBe('reused');
    const after = await caches();
    expect(Object.keys(after)).toEqual([expect.stringMatching(/^feat-one-[0-9a-f]{12}$/u), 'latest']);
    expect(after['latest']).toBe(latest);

    const own = { repository: 'acme/shop', branch: 'feat/two' };
    await built(githubPullRequest(workspace, own), '--push');
    expect(Object.keys(await caches())).toHaveLength(3);
    expect((await caches())['latest']).toBe(latest);
  });

  it('write: "push" leaves caches alone without a push, "ci" writes them in CI', async () => {
    await built(githubPush(workspace, 'main'));
    expect(await caches()).toEqual({});
    cache({ write: 'ci' });
    await built(NO_CI);
    expect(await caches()).toEqual({});
    await built(githubPush(workspace, 'main'));
    expect(Object.keys(await caches())).toEqual(['latest']);
  });

  it('another epoch starts afresh, and --no-cache reads nothing', async () => {
    await built(githubPush(workspace, 'main'), '--push');
    cache({ epoch: 2 });
    makeStateless();
    expect(await built(githubPush(workspace, 'main'), '--push')).toBe('built');
    expect(Object.keys(await caches())).toEqual(['epoch--2', 'latest']);
    expect(await built(githubPush(workspace, 'main'), '--push', '--no-cache')).toBe('built');
  });

  it('two targets with one ref are refused, both by name', async () => {
    const docker = recordingDocker();
    const ref = `${registry}/common`;
    workspace.write(rootContextService('beta'));
    for (const name of ['alpha', 'beta'])
      workspace.write({
        [`services/${name}/project.json`]: json({
          name,
          targets: { 'docker-build': { options: { cache: { type: 'registry', ref } } } },
        }),
      });
    const ran = await workspace.nx(['run-many', '-t', 'docker-build', '--push'], docker.env);
    expect(ran.code).not.toBe(0);
    expect(ran.output).toMatch(
      /NX_BAKE_DUPLICATE_CACHE: alpha and beta would both write the cache \S+\/common/u,
    );
    expect(docker.bakes()).toEqual([]);
    docker.remove();
  });
});
