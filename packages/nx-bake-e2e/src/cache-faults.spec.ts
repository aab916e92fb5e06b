import { all, outcomes } from './kit/nx/outcomes';
import type { Ran } from './kit/run';
import { NO_CI } from './kit/nx/ci';
import { digestOf, freshRegistry, registry } from './kit/registry/registry';
import { deleteLayers, tagsOf } from './kit/registry/registry-contents';
import { startRegistryProxy, type RegistryProxy } from './kit/registry/registry-proxy';
import { rootContextService, WORKSPACE_CONTEXT } from './kit/services/services';
import { makeStateless } from './kit/engine/stateless';
import { RECORD_RESULTS, taskResults } from './kit/nx/task-results';
import { createWorkspace, json, type Workspace } from './kit/workspace';

/** Words that nobody should read who has no error. */
const ERROR = /\berror\b|fail|not found|without it|warning/iu;

describe('caches that are not what they should be', () => {
  const names = ['alpha', 'beta'];
  let proxy: RegistryProxy;
  let workspace: Workspace;
  /** The place of the images, and of their caches behind the proxy. */
  let images: string;
  let caches: string;

  beforeAll(async () => {
    proxy = await startRegistryProxy();
    workspace = await createWorkspace({
      files: { ...rootContextService('alpha'), ...rootContextService('beta'), ...RECORD_RESULTS.file },
    });
  });
  afterAll(async () => {
    await proxy.stop();
    workspace.remove();
  });

  /** All targets have their images and caches at one place, or their caches at one of their own. */
  function place(isShared: boolean): void {
    const stored = freshRegistry();
    const behind = stored.replace(registry(), proxy.address);
    images = isShared ? stored : behind;
    caches = `${stored}/caches`;
    const cache = { type: 'registry', layout: 'shared', repository: `${behind}/caches` };
    const options = { ...WORKSPACE_CONTEXT, ...(isShared ? { cache } : {}) };
    workspace.write({
      'nx.json': json({
        analytics: false,
        neverConnectToCloud: true,
        defaultBase: 'main',
        plugins: [{ plugin: 'nx-bake', options }, RECORD_RESULTS.plugin],
      }),
    });
  }

  /** From a builder that has nothing. */
  async function build(): Promise<Ran> {
    makeStateless();
    const flags = ['--push', '--progress=plain'];
    return workspace.nx(['run-many', '-t', 'docker-build', ...flags], { ...NO_CI, NX_BAKE_REGISTRY: images });
  }
  const told = (project: string): string => taskResults(workspace)[project]?.terminalOutput ?? '';

  it('a first build has none, and that is no error', async () => {
    place(true);
    const ran = await build();
    expect(ran.code).toBe(0);
    expect(outcomes(ran)).toEqual(all(names, 'built'));
    for (const text of [ran.output, ...names.map(told)]) expect(text).not.toMatch(ERROR);
    expect(Object.keys(await tagsOf(caches))).toEqual(names);
  });

  it('layers that are gone: that target is built again without its cache, and people hear of it', async () => {
    expect(await deleteLayers(`${caches}:alpha`, `${caches}:beta`)).toBeGreaterThan(0);
    const ran = await build();
    expect(ran.code).toBe(0);
    expect(outcomes(ran)).toEqual({ alpha: 'built', beta: 'reused' });
    expect(ran.output).toContain('Built without their remote caches, which could not be read: alpha');
    expect(told('alpha')).toMatch(
      /warning: Its remote cache could not be read, .*httpReadSeeker.*not found/u,
    );
    expect(told('beta')).not.toContain('warning');
  });

  it('layers that the registry does not give: the same', async () => {
    let served = 0; // what comes first is no layer but the description of them
    proxy.follow((method, path) =>
      method === 'GET' && path.includes('/caches/blobs/') && served++ > 1 ? 503 : undefined,
    );
    const ran = await build();
    expect(ran.code).toBe(0);
    expect(outcomes(ran)).toEqual(all(names, 'built'));
    expect(ran.output).toContain('Built without their remote caches, which could not be read: alpha, beta');
    for (const name of names)
      expect(told(name)).toMatch(/warning: Its remote cache could not be read[,:] .* 503 /u);
  });

  it('a registry that is down costs warnings', async () => {
    await proxy.stop();
    const ran = await build();
    await proxy.start();
    expect(ran.code).toBe(0);
    expect(outcomes(ran)).toEqual(all(names, 'built'));
    expect(ran.output).toContain('Built without their remote caches, which could not be read: alpha, beta');
    for (const name of names) {
      expect(told(name)).toMatch(/warning: Its remote cache could not be read: .*connection refused/u);
      expect(told(name)).toMatch(/warning: Its cache was not written: .*connection refused/u);
    }
  });

  it('a registry that goes down before the caches are written costs a warning', async () => {
    place(true);
    proxy.follow((method) => (method === 'POST' ? 'stop' : undefined));
    const ran = await build();
    await proxy.start();
    expect(ran.code).toBe(0);
    expect(outcomes(ran)).toEqual(all(names, 'built'));
    for (const name of names) expect(told(name)).toContain('warning: Its cache was not written: ');
    expect(await tagsOf(caches)).toEqual({});
  });

  it('a registry that takes images and refuses caches costs a warning', async () => {
    place(false);
    const writes = new Set(['POST', 'PUT', 'PATCH']);
    proxy.follow((method, path) => (writes.has(method) && path.includes('-build-cache/') ? 403 : undefined));
    const ran = await build();
    expect(ran.code).toBe(0);
    expect(outcomes(ran)).toEqual(all(names, 'built'));
    for (const name of names) {
      expect(await digestOf(`${images}/${name}`)).toMatch(/^sha256:/u);
      expect(await digestOf(`${images}/${name}-build-cache`)).toBeUndefined();
      expect(told(name)).toMatch(/warning: Its cache was not written: .*403 Forbidden/u);
    }
  });
});
