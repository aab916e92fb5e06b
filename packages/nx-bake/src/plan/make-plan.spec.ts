import { formatCacheEntry } from '../images/format-cache-entry';
import { formatImageRef } from '../images/image-ref';
import type { BuildRequest } from './build-request';
import { makePlan } from './make-plan';
import type { WorkspaceSettings } from './workspace-settings';

const request = (project: string, set: Partial<BuildRequest> = {}): BuildRequest => ({
  id: `${project}:docker-build`,
  project,
  projectRoot: `apps/${project}`,
  name: project,
  context: '.',
  dockerfile: `apps/${project}/Dockerfile`,
  image: {},
  output: 'push',
  images: [],
  stageNames: [],
  passedOn: {
    contexts: {},
    args: {},
    labels: {},
    annotations: [],
    platforms: [],
    secret: [],
    ssh: [],
    attest: [],
    noCache: false,
    noCacheFilter: [],
    pull: false,
    extraHosts: {},
    ulimits: [],
    entitlements: [],
  },
  pruning: { enabled: true, kept: [], named: [] },
  ...set,
});

const plan = (requests: readonly BuildRequest[], settings: Partial<WorkspaceSettings> = {}) =>
  makePlan(requests, { override: {}, facts: { ci: false }, ...settings });

function targetsOf(...args: Parameters<typeof plan>) {
  const planned = plan(...args);
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  return planned.value.plan.targets.map(({ name, tags, cacheTo, dockerfile }) => ({
    name,
    dockerfile,
    tags: tags.map(formatImageRef),
    cacheTo: cacheTo.map((entry) => formatCacheEntry(entry)),
  }));
}

const kindsOf = (...args: Parameters<typeof plan>): string[] => {
  const planned = plan(...args);
  return planned.ok ? [] : planned.problems.map(({ kind }) => kind);
};

describe('makePlan', () => {
  it('names the image after the project and gives it a registry cache', () => {
    expect(
      targetsOf([request('api', { image: { registry: 'ghcr.io/acme' } })], { registry: 'ghcr.io/acme' }),
    ).toEqual([
      {
        name: 'api',
        dockerfile: 'apps/api/Dockerfile',
        tags: ['ghcr.io/acme/api:latest'],
        cacheTo: ['type=registry,ref=ghcr.io/acme/api-build-cache,mode=max,ignore-error=true'],
      },
    ]);
  });

  it('has no remote cache without a registry', () => {
    expect(targetsOf([request('api')])).toMatchObject([{ tags: ['api:latest'], cacheTo: [] }]);
  });

  it("lets the environment stand in for the workspace's registry and first tag, not for a project's own", () => {
    const shared = request('a', { image: { registry: 'ghcr.io/acme' } });
    const own = request('b', { image: { registry: 'quay.io/acme', tags: ['1.0'] } });
    const settings = { registry: 'ghcr.io/acme', override: { registry: 'localhost:5000', tag: 'pr-7' } };
    expect(targetsOf([shared, own], settings)).toMatchObject([
      { tags: ['localhost:5000/a:pr-7'] },
      { tags: ['quay.io/acme/b:1.0'] },
    ]);
  });

  it('writes the Dockerfile relative to its context', () => {
    expect(targetsOf([request('api', { context: 'apps/api' })])).toMatchObject([
      { dockerfile: 'Dockerfile' },
    ]);
    expect(targetsOf([request('api', { context: 'apps/other' })])).toMatchObject([
      { dockerfile: '../api/Dockerfile' },
    ]);
  });

  it('sorts targets and finds the way back', () => {
    const planned = plan([request('b'), request('@x/a')]);
    expect(planned).toMatchObject({ ok: true, value: { targetOf: expect.any(Map) as unknown } });
    expect(planned.ok && [...planned.value.targetOf.entries()]).toEqual([
      ['b:docker-build', 'b'],
      ['@x/a:docker-build', expect.stringMatching(/^x-a-[0-9a-f]{6}$/u)],
    ]);
  });

  it('gives two images of one project caches of their own', () => {
    const registry = { registry: 'r.io' };
    const debug = request('api', { id: 'debug', name: 'api-debug', image: { ...registry, tags: ['debug'] } });
    const [first, second] = targetsOf([request('api', { image: registry }), debug], registry);
    expect(first?.cacheTo).not.toEqual(second?.cacheTo);
  });

  it.each([
    [
      'an image of two projects',
      [request('a', { image: { pattern: 'x' } }), request('b', { image: { pattern: 'x' } })],
      ['duplicate-image'],
    ],
    [
      'a target of two projects',
      [request('a', { name: 'x' }), request('b', { name: 'x' })],
      ['duplicate-target'],
    ],
    [
      'an illegal tag and an illegal cache at once',
      [request('a', { image: { tags: ['a b'] }, cache: 'disk' as never })],
      ['invalid-image', 'invalid-option'],
    ],
    [
      'problems of all projects at once',
      [request('a', { image: { tags: ['a b'] } }), request('b', { image: { registry: 'http://x' } })],
      ['invalid-image', 'invalid-image'],
    ],
  ])('refuses %s', (_, requests, kinds) => {
    expect(kindsOf(requests)).toEqual(kinds);
  });
});
