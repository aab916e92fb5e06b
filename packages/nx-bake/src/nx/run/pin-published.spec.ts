import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fakeDocker, type FakeDocker } from '../../testing/fake-docker';
import { pinPublished } from './pin-published';
import { planTasks, type PlannedTasks } from '../planning/plan-tasks';
import type { ImageTarget } from '../targets/image-target';
import { workspaceEdges, workspaceSettings } from '../options/nx-json';

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const REGISTRY = digest('a');
const RECORDED = digest('b');
const BOTH = ['linux/amd64', 'linux/arm64'];

/** The answer of `docker buildx imagetools inspect` for an index, with the attestation that buildx adds. */
const index = (...platforms: string[]): string =>
  JSON.stringify({
    digest: REGISTRY,
    manifests: [...platforms, 'unknown/unknown'].map((platform) => {
      const [os, architecture, variant] = platform.split('/');
      return { platform: { os, architecture, variant } };
    }),
  });

describe('pinPublished', () => {
  let docker: FakeDocker;
  afterEach(() => {
    docker.remove();
  });

  const registry = (ref: string, manifest: string): void => {
    docker = fakeDocker({ plays: [`case "$*" in *' ${ref}') echo '${manifest}' ;; *) exit 1 ;; esac`] });
  };
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(docker.folder, path)), { recursive: true });
    writeFileSync(join(docker.folder, path), text);
  };
  const image = (name: string, from: string, rawOptions: ImageTarget['rawOptions'] = {}): ImageTarget => {
    write(`services/${name}/Dockerfile`, `${from}\n`);
    const place = `${name}:docker-build`;
    const projectRoot = `services/${name}`;
    const options = { context: 'project', image: `acme/${name}`, ...rawOptions };
    const names = { project: name, name, target: 'docker-build', id: place, place };
    return { ...names, projectRoot, closure: [projectRoot], rawOptions: options };
  };
  const record = (ref: string, platforms: readonly string[] = []): void => {
    const base = { version: 1, task: 'base:docker-build', outcome: 'built', output: 'push', platforms };
    const text = JSON.stringify({ ...base, ref: `${ref}@${RECORDED}`, digest: RECORDED });
    write('dist/.nx-bake/services/base/image.json', text);
  };

  interface Pinned {
    readonly contexts: Readonly<Record<string, PlannedTasks['plan']['targets'][number]['contexts']>>;
    readonly problems: readonly unknown[];
  }
  async function pin(
    all: readonly ImageTarget[],
    asked: string,
    env: Record<string, string> = {},
  ): Promise<Pinned> {
    const settings = { ...workspaceSettings(undefined, env), facts: { ci: false } };
    const planned = planTasks(
      all.filter(({ name }) => name === asked),
      {
        root: docker.folder,
        all,
        settings,
        metadata: undefined,
        edges: workspaceEdges(undefined),
        projects: { names: new Map(), closureOf: () => [] },
      },
    );
    if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
    const pinned = await pinPublished(planned.value, {
      root: docker.folder,
      docker: { cwd: docker.folder, env: docker.env },
      nxJson: undefined,
      env,
      builder: undefined,
    });
    if (!pinned.ok) return { contexts: {}, problems: pinned.problems };
    const contexts = pinned.value.plan.targets.map((target) => [target.name, target.contexts] as const);
    return { contexts: Object.fromEntries(contexts), problems: [] };
  }
  const published = { bases: 'published' };
  const baseAndWeb = (options: ImageTarget['rawOptions'] = {}, from = 'FROM acme/base'): ImageTarget[] => [
    image('base', 'FROM scratch'),
    image('web', from, { ...published, ...options }),
  ];
  const webOn = (ref: string) => ({
    contexts: { web: { 'acme/base': `docker-image://${ref}` } },
    problems: [],
  });

  describe('the record of an earlier run', () => {
    it.each<{ what: string; env?: Record<string, string>; recorded: string; expected: string }>([
      {
        what: 'has the name that this run looks for',
        recorded: 'acme/base:latest',
        expected: `acme/base:latest@${RECORDED}`,
      },
      {
        what: 'has it in the registry of this run',
        env: { NX_BAKE_REGISTRY: 'staging.example', NX_BAKE_TAG: 'next' },
        recorded: 'staging.example/acme/base:latest',
        expected: `staging.example/acme/base:latest@${RECORDED}`,
      },
      {
        what: 'is of another registry',
        recorded: 'staging.example/acme/base:latest',
        expected: `acme/base:latest@${REGISTRY}`,
      },
      {
        what: 'is of another tag',
        recorded: 'acme/base:pr-7',
        expected: `acme/base:latest@${REGISTRY}`,
      },
    ])('$what', async ({ env, recorded, expected }) => {
      registry('acme/base:latest', index('linux/amd64'));
      record(recorded);
      expect(await pin(baseAndWeb(), 'web', env)).toEqual(webOn(expected));
    });
  });

  describe('platforms', () => {
    const missing = (platforms: string[], found: string[]) => ({
      contexts: {},
      problems: [{ kind: 'base-platforms', project: 'web', base: 'base', missing: platforms, found }],
    });
    const fromRegistry = webOn(`acme/base:latest@${REGISTRY}`);

    it.each<{ what: string; wanted: string[]; has: string[]; from?: string; expected: unknown }>([
      { what: 'all there', wanted: BOTH, has: BOTH, expected: fromRegistry },
      {
        what: 'one missing',
        wanted: BOTH,
        has: ['linux/amd64'],
        expected: missing(['linux/arm64'], ['linux/amd64']),
      },
      { what: 'not told by the user', wanted: [], has: ['linux/amd64'], expected: fromRegistry },
      { what: 'not told by the registry', wanted: BOTH, has: [], expected: fromRegistry },
      {
        what: 'other spellings and variants',
        wanted: ['linux/x86_64', 'linux/arm64/v8', 'linux/arm/v7'],
        has: [...BOTH, 'linux/arm/v6'],
        expected: fromRegistry,
      },
      {
        what: 'one missing under a stage with a platform of its own',
        wanted: BOTH,
        has: ['linux/amd64'],
        from: 'FROM --platform=linux/amd64 acme/base',
        expected: fromRegistry,
      },
    ])('$what', async ({ wanted, has, from, expected }) => {
      registry('acme/base:latest', index(...has));
      expect(await pin(baseAndWeb({ platforms: wanted }, from), 'web')).toEqual(expected);
    });

    it('are those of the record where that is taken', async () => {
      registry('nothing', '');
      record('acme/base:latest', ['linux/amd64']);
      expect(await pin(baseAndWeb({ platforms: BOTH }), 'web')).toEqual(
        missing(['linux/arm64'], ['linux/amd64']),
      );
    });
  });

  it('pins the base of one that is built along, too', async () => {
    registry('acme/base:latest', index('linux/amd64'));
    const all = [
      image('base', 'FROM scratch'),
      image('middle', 'FROM acme/base', published),
      image('web', 'FROM acme/middle'),
    ];
    expect((await pin(all, 'web')).contexts).toEqual({
      middle: { 'acme/base': `docker-image://acme/base:latest@${REGISTRY}` },
      web: { 'acme/middle': 'target:middle' },
    });
  });

  it('says which names were tried of one that was never published', async () => {
    docker = fakeDocker({ plays: ['exit 1'] });
    expect((await pin(baseAndWeb(), 'web', { NX_BAKE_TAG: 'next' })).problems).toEqual([
      {
        kind: 'base-not-published',
        project: 'web',
        base: 'base',
        tried: ['acme/base:next', 'acme/base:latest'],
      },
    ]);
  });
});
