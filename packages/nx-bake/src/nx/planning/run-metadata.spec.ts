import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SourceFacts } from '../../ci/source-facts';
import { formatImageRef } from '../../images/image-ref';
import { planTasks } from './plan-tasks';
import type { RunMetadata } from './run-metadata';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

const SOURCE: SourceFacts = {
  event: 'branch',
  isScheduled: false,
  commit: COMMIT,
  committedAt: 1_795_595_400,
  isDirty: false,
  gitTags: [],
  branch: 'main',
  baseBranch: undefined,
  defaultBranch: 'main',
  pullRequest: undefined,
  repository: 'https://github.com/acme/shop',
};

describe('tags and labels of a run', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-bake-metadata-'));
    mkdirSync(join(root, 'orders'));
    writeFileSync(join(root, 'orders/Dockerfile'), 'FROM scratch\n');
    writeFileSync(join(root, 'orders/package.json'), '{"version":"3.1.4","license":"MIT"}');
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function plan(
    options: Readonly<Record<string, unknown>>,
    run: Partial<RunMetadata> | undefined = {},
    override: { readonly tag?: string } = {},
  ) {
    const target = {
      id: 'orders:docker-build',
      project: 'orders',
      projectRoot: 'orders',
      target: 'docker-build',
      name: 'orders',
      place: 'orders:docker-build',
      rawOptions: options,
      closure: ['orders'],
    };
    return planTasks([target], {
      root,
      all: [target],
      settings: { override, facts: { ci: true } },
      edges: { images: true, files: true, isIgnored: () => false },
      projects: { names: new Map(), closureOf: () => [] },
      metadata: { root, ci: true, source: SOURCE, env: {}, now: 0, hasReleases: false, ...run },
    });
  }

  function tags(...question: Parameters<typeof plan>): string {
    const planned = plan(...question);
    if (!planned.ok) return planned.problems.map(({ kind }) => kind).join(' ');
    return planned.value.plan.targets.flatMap((target) => target.tags.map(formatImageRef)).join(' ');
  }

  it('are the commit and latest for a push in CI', () => {
    expect(tags({ push: true })).toBe(`orders:${COMMIT} orders:latest`);
  });

  it.each([
    ['without a push', {}, {}, {}],
    ['outside CI', { push: true }, { ci: false }, {}],
    ['where no commit is known', { push: true }, { source: { ...SOURCE, commit: undefined } }, {}],
  ])('are latest %s', (_, options, run, override) => {
    expect(tags(options, run, override)).toBe('orders:latest');
  });

  it('are what the environment says', () => {
    expect(tags({ push: true }, {}, { tag: 'x' })).toBe('orders:x');
  });

  it('come from rules beside plain ones', () => {
    const rules = ['stable', 'type=sha', 'type=version,pattern={{major}}', 'ghcr.io/acme/orders:1'];
    expect(tags({ tags: rules })).toBe(
      'orders:stable ghcr.io/acme/orders:1 orders:3 orders:sha-0123456 orders:latest',
    );
  });

  it('come from rules typed as a flag', () => {
    expect(tags({ tags: 'stable,type=sha,format=long,prefix=' })).toBe(`orders:stable orders:${COMMIT}`);
  });

  it('are given to every name of the image', () => {
    expect(tags({ image: ['ghcr.io/acme/{name}', 'docker.io/acme/{name}'], tags: ['1', 'x/y:2'] })).toBe(
      'ghcr.io/acme/orders:1 docker.io/acme/orders:1 x/y:2',
    );
  });

  it('report every wrong rule', () => {
    const wrong = [
      'type=shaa',
      'type=ref,event=push',
      'value={{nope}}',
      'type=match,pattern=(',
      'type=raw,colour=red,value=x',
    ];
    expect(tags({ tags: wrong, flavor: ['latest=maybe'] })).toBe(
      'invalid-option invalid-option invalid-option invalid-option unknown-option invalid-option',
    );
  });

  it('keep a label of the user', () => {
    const planned = plan({ push: true, labels: { 'org.opencontainers.image.title': 'Mine' } });
    expect(planned.ok && planned.value.plan.targets[0]?.labels).toMatchObject({
      'org.opencontainers.image.title': 'Mine',
      'org.opencontainers.image.revision': COMMIT,
      'org.opencontainers.image.licenses': 'MIT',
      'org.opencontainers.image.source': 'https://github.com/acme/shop',
    });
  });

  it('are no labels without a push, nor where they are off', () => {
    for (const options of [{}, { push: true, ociLabels: false }]) {
      const planned = plan(options);
      expect(planned.ok && planned.value.plan.targets[0]?.labels).toEqual({});
    }
  });

  it('are annotations where that is asked for', () => {
    const planned = plan({ push: true, ociAnnotations: ['index', 'manifest'] });
    expect(planned.ok && planned.value.plan.targets[0]?.annotations).toContain(
      `index,manifest:org.opencontainers.image.revision=${COMMIT}`,
    );
  });

  it('take the time from SOURCE_DATE_EPOCH', () => {
    const planned = plan({ push: true }, { env: { SOURCE_DATE_EPOCH: '86400' } });
    expect(planned.ok && planned.value.plan.targets[0]?.labels).toMatchObject({
      'org.opencontainers.image.created': '1970-01-02T00:00:00Z',
    });
  });
});
