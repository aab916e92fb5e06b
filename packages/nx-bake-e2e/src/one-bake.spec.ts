import { recordingDocker, type RecordingDocker } from './kit/engine/recording-docker';
import { digestOf, freshRegistry } from './kit/registry/registry';
import { must } from './kit/run';
import { rootContextService, WORKSPACE_CONTEXT } from './kit/services/services';
import { makeStateless } from './kit/engine/stateless';
import { createWorkspace, type Workspace } from './kit/workspace';

describe('one bake over all affected projects', () => {
  const names = ['alpha', 'beta', 'gamma'];
  const registry = freshRegistry();
  const env = { NX_BAKE_REGISTRY: registry };
  let workspace: Workspace;
  let docker: RecordingDocker;

  beforeAll(async () => {
    workspace = await createWorkspace({
      files: Object.assign({}, ...names.map(rootContextService)) as Record<string, string>,
      pluginOptions: WORKSPACE_CONTEXT,
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

  const affected = (...flags: string[]) =>
    workspace.nx(['affected', '-t', 'docker-build', ...flags], { ...env, ...docker.env });
  const emptyTree = async (): Promise<string> =>
    (await must('git', ['hash-object', '-t', 'tree', '/dev/null'], { cwd: workspace.root })).trim();

  it('is one call with the names of all three', async () => {
    const ran = await affected(`--base=${await emptyTree()}`, '--push');
    expect(ran.output).toContain('Successfully ran target docker-build for 3 projects');
    expect(ran.code).toBe(0);
    const [bake, ...others] = docker.bakes();
    expect(others).toEqual([]);
    expect(bake?.slice(bake.indexOf('--') + 1).sort()).toEqual(names);
    for (const name of names) {
      expect(await digestOf(`${registry}/${name}`)).toMatch(/^sha256:/u);
      expect(await digestOf(`${registry}/${name}-build-cache`)).toMatch(/^sha256:/u);
    }
  });

  it('finds every step in the registry from a builder that has nothing', async () => {
    makeStateless();
    const ran = await affected(`--base=${await emptyTree()}`, '--push', '--progress=plain');
    expect(ran.code).toBe(0);
    expect(ran.output).not.toMatch(/expensive step of \w+$/mu);
    for (const name of names) expect(ran.output).toMatch(new RegExp(`${name}.*reused`, 'u'));
  });

  it('bakes the one that changed', async () => {
    workspace.write({ 'services/beta/main.txt': 'changed\n' });
    await workspace.commit('fix: beta');
    const ran = await affected('--base=HEAD~1', '--push');
    expect(ran.code).toBe(0);
    const [bake] = docker.bakes();
    expect(bake?.slice(bake.indexOf('--') + 1)).toEqual(['beta']);
    expect(
      await must('docker', ['run', '--rm', '--pull=always', `${registry}/beta`], { cwd: workspace.root }),
    ).toBe('changed\n');
  });

  it('prints the plan and the command on a dry run, and calls no bake', async () => {
    const ran = await affected(`--base=${await emptyTree()}`, '--dry-run', '--push', '--args.VERSION=1.10');
    expect(ran.code).toBe(0);
    expect(docker.bakes()).toEqual([]);
    expect(ran.output).toContain('docker buildx bake');
    expect(ran.output).toContain('target "alpha"');
    expect(ran.output).toContain('"VERSION" = "1.10"');
  });

  it('takes flags as they were typed without batches, too', async () => {
    const flags = ['--batch=false', '--dry-run', '--args.VERSION=1.10', '--no-cache'];
    const ran = await workspace.nx(['run', 'alpha:docker-build', ...flags], { ...env, ...docker.env });
    expect(ran.output).toContain('"VERSION" = "1.10"');
    expect(ran.output).toMatch(/no-cache += true/u);
    expect(ran.code).toBe(0);
  });

  it('does the same for a single nx run, in a batch and without', async () => {
    for (const flags of [[], ['--batch=false']]) {
      const ran = await workspace.nx(['run', 'alpha:docker-build', ...flags], { ...env, ...docker.env });
      expect(ran.code).toBe(0);
    }
    expect(docker.bakes().map((args) => args.slice(args.indexOf('--') + 1))).toEqual([['alpha'], ['alpha']]);
  });
});
