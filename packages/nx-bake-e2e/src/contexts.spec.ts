import { receivedBy, LISTING_DOCKERFILE } from './kit/engine/received';
import { recordingDocker, type RecordingDocker } from './kit/engine/recording-docker';
import { freshRegistry } from './kit/registry/registry';
import { must } from './kit/run';
import { createWorkspace, projectJson, type Workspace } from './kit/workspace';

type Files = Readonly<Record<string, string>>;

interface Listing {
  readonly folder?: string;
  readonly dependencies?: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
  /** Instructions before those that list what was received. */
  readonly before?: readonly string[];
}

/** A project whose image lists what its build received. */
function listing(
  name: string,
  { folder, dependencies = [], options = {}, before = [] }: Listing = {},
): Files {
  const at = folder ?? `services/${name}/`;
  const [from = '', ...rest] = LISTING_DOCKERFILE;
  const targets = { 'docker-build': { options } };
  return {
    [`${at}project.json`]: projectJson(name, { implicitDependencies: dependencies, targets }),
    [`${at}Dockerfile`]: [from, ...before, ...rest, ''].join('\n'),
  };
}

const library = (folder: string, name: string, dependencies: readonly string[] = []): Files => ({
  [`${folder}/project.json`]: projectJson(name, { implicitDependencies: dependencies }),
  [`${folder}/code.txt`]: `${name}\n`,
});

const packages = Array.from({ length: 20 }, (_, index) => `p${String(index).padStart(2, '0')}`);

const FILES: Files = {
  '.dockerignore': [
    '# users write comments, too',
    'node_modules',
    '.git',
    '**/*.md',
    '!**/README.md',
    '!services/api/kept.md',
    '**/vendor',
    '/services/api/draft.txt',
    '',
  ].join('\r\n'),
  'code.txt': 'of the root\n',
  'docs/guide.txt': 'of nobody\n',
  'docs/guide.md': 'ignored\n',
  'libs/README.md': 'of nobody\n',
  'packages/notes.txt': 'of nobody\n',
  'services/api/kept.md': 'taken back\n',
  'services/api/draft.txt': 'ignored\n',
  'services/api/vendor/README.md': 'ignored\n',
  'services/own-ignore/notes.md': 'not ignored\n',
  'services/own-ignore/docker/prod.Dockerfile.dockerignore': 'docs\n.git\n**/notes.txt\n!libs/one/code.txt\n',
  'libs/outer/deep/er/code.txt': 'outer\n',
  ...library('libs/shared', 'shared'),
  ...library('libs/one', 'one', ['two']),
  ...library('libs/two', 'two', ['one']),
  ...library('libs/outer/inner', 'inner'),
  ...library('libs/agent', 'agent'),
  'libs/agent/bin/linux/amd64/agent.txt': 'for amd64\n',
  'libs/agent/bin/linux/arm64/agent.txt': 'for arm64\n',
  ...(Object.assign({}, ...packages.map((name) => library(`packages/${name}`, name))) as Files),
  ...listing('top', { folder: '' }),
  ...listing('outer', { folder: 'libs/outer/' }),
  ...listing('api', { dependencies: ['shared'] }),
  ...listing('cyclic', { dependencies: ['one'] }),
  ...listing('inner-user', { dependencies: ['inner', 'p07'] }),
  ...listing('own-ignore', { options: { dockerfile: 'docker/prod.Dockerfile' } }),
  'services/own-ignore/docker/prod.Dockerfile': `${LISTING_DOCKERFILE.join('\n')}\n`,
  ...listing('by-copy', {
    before: [
      'ARG WHERE=libs',
      'COPY ./libs/shared/ /a/',
      'COPY $WHERE/one/code.txt packages/p0[12]/code.txt /b/',
    ],
  }),
  ...listing('by-wildcard', { before: ['COPY packages/*/project.json /a/'] }),
  ...listing('by-platform', {
    before: ['ARG TARGETPLATFORM', 'COPY libs/agent/bin/$TARGETPLATFORM/agent.txt /a/'],
  }),
  ...listing('by-parent', { before: ['COPY libs/ /a/'] }),
  ...listing('whole', { options: { prune: false } }),
};

/** Files of nobody, and those that the user takes back, wherever they lie. */
const OF_NOBODY = [
  'code.txt',
  'docs/guide.txt',
  'libs/README.md',
  'packages/notes.txt',
  'services/api/kept.md',
];

const ofLibrary = (folder: string): string[] => [`${folder}/code.txt`, `${folder}/project.json`];
const ofService = (name: string): string[] => [
  `services/${name}/Dockerfile`,
  `services/${name}/project.json`,
];
const sorted = (...paths: readonly string[]): string[] => [...paths].sort();

describe('what a build receives of a context that it shares', () => {
  const registry = freshRegistry();
  let workspace: Workspace;
  let docker: RecordingDocker;

  beforeAll(async () => {
    docker = recordingDocker();
    workspace = await createWorkspace({
      files: FILES,
      // what is copied from another project makes it a dependency, which is kept whole
      pluginOptions: { context: 'workspace', cache: 'none', edges: { files: false } },
    });
    const env = { ...docker.env, NX_BAKE_REGISTRY: registry };
    const ran = await workspace.nx(['run-many', '-t', 'docker-build', '--load'], env);
    expect([ran.code, docker.bakes().length]).toEqual([0, 1]);
  });
  afterAll(async () => {
    const images = await must(
      'docker',
      ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', `${registry}/*`],
      { cwd: workspace.root },
    );
    await must('docker', ['image', 'rm', '--force', ...images.split('\n').filter(Boolean)], {
      cwd: workspace.root,
    });
    docker.remove();
    workspace.remove();
  });

  /** Leaves out the files that the kit puts into every workspace's root. */
  const received = async (name: string): Promise<string[]> =>
    (await receivedBy(`${registry}/${name}`)).filter((path) => path.includes('/') || path === 'code.txt');

  it('is the project, what it depends on, and what belongs to nobody', async () => {
    expect(await received('api')).toEqual(
      sorted(...OF_NOBODY, ...ofService('api'), ...ofLibrary('libs/shared')),
    );
  });

  it('has all of a closure that goes in circles', async () => {
    const closure = [...ofService('cyclic'), ...ofLibrary('libs/one'), ...ofLibrary('libs/two')];
    expect(await received('cyclic')).toEqual(sorted(...OF_NOBODY, ...closure));
  });

  it('has a project without the one around it, and one of twenty with few rules', async () => {
    const closure = [
      ...ofService('inner-user'),
      ...ofLibrary('libs/outer/inner'),
      ...ofLibrary('packages/p07'),
    ];
    expect(await received('inner-user')).toEqual(sorted(...OF_NOBODY, ...closure));
    const rules = docker.ignoreFileOf('inner-user').split('\n');
    expect(rules.filter((rule) => rule.includes('packages'))).toEqual([
      'packages/*',
      '!packages/notes.txt',
      '!packages/p07',
    ]);
  });

  it('has a project with the one inside it', async () => {
    const outer = [
      'Dockerfile',
      'deep/er/code.txt',
      'inner/code.txt',
      'inner/project.json',
      'project.json',
    ].map((file) => `libs/outer/${file}`);
    expect(await received('outer')).toEqual(sorted(...OF_NOBODY, ...outer));
  });

  it('of a project at the root has all that lies in its folder', async () => {
    const inside = ['libs/outer/inner/code.txt', 'packages/p00/code.txt', 'libs/two/project.json'];
    expect(await received('top')).toEqual(expect.arrayContaining([...OF_NOBODY, ...inside]));
  });

  it("goes by the Dockerfile's own ignore file instead of the context's", async () => {
    expect(await received('own-ignore')).toEqual(
      sorted(
        ...['code.txt', 'libs/README.md', 'libs/one/code.txt', 'services/own-ignore/notes.md'],
        ...ofService('own-ignore'),
        ...['prod.Dockerfile', 'prod.Dockerfile.dockerignore'].map(
          (file) => `services/own-ignore/docker/${file}`,
        ),
      ),
    );
  });

  it('has what the Dockerfile names: folders and files, wildcards, and a folder of projects', async () => {
    const byCopy = [
      ...ofLibrary('libs/shared'),
      'libs/one/code.txt',
      'packages/p01/code.txt',
      'packages/p02/code.txt',
    ];
    expect(await received('by-copy')).toEqual(sorted(...OF_NOBODY, ...ofService('by-copy'), ...byCopy));
    const byWildcard = packages.map((name) => `packages/${name}/project.json`);
    expect(await received('by-wildcard')).toEqual(
      sorted(...OF_NOBODY, ...ofService('by-wildcard'), ...byWildcard),
    );
    const byPlatform = ['amd64', 'arm64'].map((arch) => `libs/agent/bin/linux/${arch}/agent.txt`);
    expect(await received('by-platform')).toEqual(
      sorted(...OF_NOBODY, ...ofService('by-platform'), ...byPlatform),
    );
    expect(await received('by-parent')).toEqual(
      expect.arrayContaining([
        ...ofLibrary('libs/two'),
        'libs/outer/inner/code.txt',
        'libs/outer/Dockerfile',
      ]),
    );
  });

  it('without pruning is everything but our own state and what the user ignores', async () => {
    const all = (await receivedBy(`${registry}/whole`)).filter(
      (path) => path.includes('/') || path === 'code.txt',
    );
    const ignored = [
      'docs/guide.md',
      'services/api/draft.txt',
      'services/api/vendor/README.md',
      'services/own-ignore/notes.md',
    ];
    const expected = Object.keys(FILES).filter((path) => path.includes('/') || path === 'code.txt');
    expect(all.filter((path) => !path.startsWith('.nx/'))).toEqual(
      sorted(...expected.filter((path) => !ignored.includes(path))),
    );
    expect(all.filter((path) => /^\.nx\/(?:cache|workspace-data)\//u.test(path))).toEqual([]);
  });

  it("names the user's Dockerfile when a step fails, not the copy", async () => {
    const options = { dockerfile: 'docker/prod.Dockerfile' };
    workspace.write({
      'services/broken/project.json': projectJson('broken', { targets: { 'docker-build': { options } } }),
      'services/broken/Dockerfile': 'FROM scratch\n',
      'services/broken/docker/prod.Dockerfile':
        'FROM busybox:stable\nCOPY . .\nRUN echo "it breaks" && false\n',
    });
    const ran = await workspace.nx(['run', 'broken:docker-build', '--progress=plain']);
    expect(ran.code).not.toBe(0);
    expect(ran.output).toContain('services/broken/docker/prod.Dockerfile:3');
    expect(ran.output).toContain('it breaks');
    expect(ran.output).not.toMatch(/workspace-data|run-\w{6}/u);
  });
});
