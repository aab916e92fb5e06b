import { formatCacheEntry } from '../cache/entries/format-cache-entry';
import { formatImageRef } from '../images/image-ref';
import { attributeValues } from './bake-attributes';
import type { BuildRequest } from './build-request';
import { makePlan } from './make-plan';
import type { WorkspaceSettings } from './workspace-settings';

type RequestParts = Omit<Partial<BuildRequest>, 'image'> & {
  readonly image?: Partial<BuildRequest['image']>;
};

const request = (project: string, { image, ...set }: RequestParts = {}): BuildRequest => ({
  id: `${project}:docker-build`,
  project,
  projectRoot: `apps/${project}`,
  name: project,
  context: '.',
  dockerfile: `apps/${project}/Dockerfile`,
  image: { registry: undefined, patterns: undefined, tags: undefined, ...image },
  cache: undefined,
  finalBase: undefined,
  output: 'push',
  images: [],
  stageNames: [],
  readsContext: true,
  attributes: attributeValues({}),
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
  it.each([
    ['@acme/api', { registry: 'ghcr.io/acme' }, {}, 'ghcr.io/acme/api:latest'],
    ['@acme/api', {}, { registry: 'ghcr.io/acme' }, 'ghcr.io/acme/api:latest'],
    ['@acme/api', { registry: 'ghcr.io/acme' }, { registry: 'localhost:5000' }, 'localhost:5000/api:latest'],
    ['@acme/api', { registry: 'ghcr.io/acme/images' }, {}, 'ghcr.io/acme/images/acme/api:latest'],
    ['@acme/api', { registry: 'acme.io' }, {}, 'acme.io/acme/api:latest'],
    ['@other/api', { registry: 'ghcr.io/acme' }, {}, 'ghcr.io/acme/other/api:latest'],
    ['acme/api', { registry: 'ghcr.io/acme' }, {}, 'ghcr.io/acme/acme/api:latest'],
    ['@acme/api', {}, {}, 'acme/api:latest'],
  ])('does not say the scope of %s twice in %j, replaced by %j', (project, image, override, expected) => {
    const [target] = targetsOf([request(project, { image, name: 'x' })], { ...image, override });
    expect(target?.tags).toEqual([expected]);
  });

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
      [request('a', { image: { patterns: ['x'] } }), request('b', { image: { patterns: ['x'] } })],
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

  describe('images built on images', () => {
    const acme = { registry: 'ghcr.io/acme' };
    const user = (...names: string[]) => ({
      image: acme,
      images: names.map((name) => ({ name, ownPlatform: false })),
    });
    const contexts = (...args: Parameters<typeof plan>) => {
      const planned = plan(...args);
      if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
      return Object.fromEntries(planned.value.plan.targets.map((target) => [target.name, target.contexts]));
    };
    const settings = { registry: 'ghcr.io/acme' };
    const runtime = request('runtime', { image: acme });

    it.each<[spelled: string, key: string | undefined]>([
      ['ghcr.io/acme/runtime', 'ghcr.io/acme/runtime'],
      ['ghcr.io/acme/runtime:latest', 'ghcr.io/acme/runtime'],
      ['runtime', 'runtime'],
      ['docker.io/library/runtime:latest', undefined],
      ['index.docker.io/library/runtime', undefined],
      ['ghcr.io/acme/runtime:1.2', undefined],
      [`ghcr.io/acme/runtime@sha256:${'a'.repeat(64)}`, undefined],
      ['quay.io/acme/runtime', undefined],
      ['acme/runtime', undefined],
    ])('FROM %s is linked as %s', (spelled, key) => {
      const links = contexts([runtime, request('web', user(spelled))], settings);
      expect(links).toEqual({ runtime: {}, web: key === undefined ? {} : { [key]: 'target:runtime' } });
    });

    it('links each spelling, by any tag, under the registry of the environment and the own one', () => {
      const base = request('runtime', { image: { ...acme, tags: ['1.2', '1'] } });
      const names = ['ghcr.io/acme/runtime:1.2', 'ghcr.io/acme/runtime:1', 'localhost:5000/runtime:1'];
      const { web } = contexts([base, request('web', user(...names))], {
        ...settings,
        override: { registry: 'localhost:5000' },
      });
      expect(web).toEqual(Object.fromEntries(names.map((name) => [name, 'target:runtime'])));
    });

    it('leaves what somebody has set, and an image built on its own published one', () => {
      const own = request('runtime', user('ghcr.io/acme/runtime'));
      const web = request('web', user('runtime'));
      const set = {
        ...web,
        attributes: { ...web.attributes, contexts: { runtime: 'docker-image://other' } },
      };
      expect(contexts([own, set], settings)).toEqual({
        runtime: {},
        web: { runtime: 'docker-image://other' },
      });
    });

    it.each([
      ['of two', ['a', 'b'], ['a -> b -> a']],
      ['of three', ['a', 'b', 'c'], ['a -> b -> c -> a']],
    ])('refuses a circle %s with its path', (_what, names, expected) => {
      const next = (index: number): string => names[(index + 1) % names.length] ?? '';
      const planned = plan(names.map((name, index) => request(name, { ...user(next(index)), image: {} })));
      const cycles = planned.ok ? [] : planned.problems;
      expect(
        cycles.map((one) => (one.kind === 'image-cycle' ? one.projects.join(' -> ') : one.kind)),
      ).toEqual(expected);
    });

    it('refuses a stage that the named context would replace', () => {
      expect(kindsOf([runtime, request('web', { ...user('runtime'), stageNames: ['runtime'] })])).toEqual([
        'stage-shadows-image',
      ]);
    });

    it('refuses a link to nothing', () => {
      const web = request('web');
      const linked = { ...web, attributes: { ...web.attributes, contexts: { x: 'target:nothing' } } };
      expect(kindsOf([linked])).toEqual(['unknown-link']);
    });

    describe('platforms', () => {
      const BOTH = ['linux/amd64', 'linux/arm64'];
      const on = (one: BuildRequest, platforms: string[]): BuildRequest => ({
        ...one,
        attributes: { ...one.attributes, platforms },
      });
      const web = on(request('web', user('runtime')), BOTH);

      it.each<{ what: string; base: BuildRequest; using?: BuildRequest; expected: string[] }>([
        { what: 'the same', base: on(runtime, BOTH), expected: [] },
        { what: 'fewer', base: on(runtime, ['linux/amd64']), expected: ['base-platforms'] },
        { what: 'untold, and pushed', base: runtime, expected: ['base-platforms'] },
        { what: 'untold for one', base: runtime, using: on(web, ['linux/arm64']), expected: [] },
        {
          what: 'fewer, under a stage with a platform of its own',
          base: on(runtime, ['linux/amd64']),
          using: { ...web, images: [{ name: 'runtime', ownPlatform: true }] },
          expected: [],
        },
      ])('$what', ({ base, using = web, expected }) => {
        expect(kindsOf([base, using])).toEqual(expected);
      });

      it('a base that is only built for others gets theirs', () => {
        const planned = plan([{ ...runtime, output: 'cacheonly' }, web]);
        expect(planned.ok && planned.value.plan.targets.map(({ platforms }) => platforms)).toEqual([
          BOTH,
          BOTH,
        ]);
      });

      it('and so does what that is built on in its turn, from all that stands on it', () => {
        const along = (name: string, ...bases: string[]): BuildRequest => ({
          ...request(name, user(...bases)),
          output: 'cacheonly',
        });
        const planned = plan([
          along('os'),
          along('runtime', 'os'),
          along('debugger', 'runtime'),
          on(request('svc', user('debugger')), BOTH),
          on(request('tool', user('os')), ['linux/s390x']),
        ]);
        const platforms = planned.ok
          ? planned.value.plan.targets.map((target) => [target.name, target.platforms])
          : planned.problems;
        expect(platforms).toEqual([
          ['debugger', BOTH],
          ['os', [...BOTH, 'linux/s390x']],
          ['runtime', BOTH],
          ['svc', BOTH],
          ['tool', ['linux/s390x']],
        ]);
      });
    });
  });
});
