import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ProjectGraph, TargetConfiguration } from '@nx/devkit';
import { EXECUTOR } from '../targets/image-target';
import { readRequest } from '../planning/read-request';
import { edgeRules } from '../options/nx-json';
import { versionedFiles } from '../planning/versioned-files';
import { neededBuilds } from './needed-builds';

type Targets = Readonly<Record<string, TargetConfiguration>>;

interface Scene {
  readonly dockerfile: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Of the project api, beside its docker-build. */
  readonly targets?: Targets;
  readonly web?: Targets;
  readonly env?: Readonly<Record<string, string>>;
}

const BUILD = { executor: 'nx:run-commands', outputs: ['{workspaceRoot}/dist/{projectRoot}'] };
const GENERATE = { outputs: ['{projectRoot}/generated'] };
const WEB = { executor: 'nx:run-commands', outputs: ['{projectRoot}/dist'] };

describe('neededBuilds', () => {
  let root: string;
  const write = (path: string, text = ''): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-bake-'));
    write('.gitignore', 'dist\ngenerated\nnode_modules\n*.jar\n.env\n');
    for (const file of [
      'package.json',
      'apps/api/package.json',
      'apps/api/src/main.js',
      'packages/web/index.js',
      'packages/web/clients/package.json',
    ])
      write(file);
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function ask({
    dockerfile,
    options = {},
    targets = { build: BUILD },
    web = { build: WEB },
    env = {},
  }: Scene) {
    write('apps/api/Dockerfile', dockerfile);
    const node = (name: string, folder: string, own: Targets): ProjectGraph['nodes'][string] => ({
      type: 'app',
      name,
      data: { root: folder, targets: { ...own } },
    });
    const image = { executor: EXECUTOR, ...targets['docker-build'] };
    const graph: ProjectGraph = {
      nodes: {
        api: node('api', 'apps/api', { ...targets, 'docker-build': image }),
        web: node('web', 'packages/web', web),
        workspace: node('workspace', '.', { build: { executor: 'nx:run-commands', outputs: [] } }),
      },
      dependencies: { api: [{ source: 'api', target: 'web', type: 'static' }] },
    };
    const imageTarget = {
      id: 'api:docker-build',
      project: 'api',
      projectRoot: 'apps/api',
      target: 'docker-build',
      name: 'api',
      place: 'api:docker-build',
      rawOptions: { context: 'workspace', ...options },
      closure: ['apps/api'],
    };
    const read = readRequest(imageTarget, {
      root,
      versioned: versionedFiles(root),
      edges: edgeRules({ edges: {} }),
      projects: { names: new Map(), closureOf: () => [] },
      env: undefined,
    });
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    return neededBuilds(new Map([['api', read.value]]), { root, graph, env });
  }
  const builds = (scene: Scene): string =>
    (ask(scene).builds.get('api') ?? [])
      .map(({ project, target, configuration }) => [project, target, configuration].filter(Boolean).join(':'))
      .join(' ');

  const COPY_OWN = 'FROM node\nCOPY dist/apps/api .';
  const COPY_WEB = 'FROM node\nCOPY packages/web/dist public';

  it.each<[string, Scene, string]>([
    ['its own output', { dockerfile: COPY_OWN }, 'api:build'],
    ['the same added', { dockerfile: 'FROM node\nADD dist/apps/api/app.tar .' }, 'api:build'],
    [
      'the same mounted',
      { dockerfile: 'FROM node\nRUN --mount=type=bind,source=dist/apps/api,target=/in cp /in/* .' },
      'api:build',
    ],
    [
      'its own output in its own folder',
      { dockerfile: 'FROM node\nCOPY dist .', options: { context: 'project' } },
      'api:build',
    ],
    ["another project's output, in its folder", { dockerfile: COPY_WEB }, 'web:build'],
    [
      "another project's output, elsewhere",
      { dockerfile: 'FROM node\nCOPY dist/site .', web: { build: { outputs: ['dist/site'] } } },
      'web:build',
    ],
    ['both', { dockerfile: `${COPY_OWN}\nCOPY packages/web/dist public` }, 'api:build web:build'],
    ['an output that nobody declares', { dockerfile: 'FROM node\nCOPY dist .' }, 'api:build'],
    ['a wildcard in an output', { dockerfile: 'FROM node\nCOPY dist/apps/api/*.js .' }, 'api:build'],
    ['a wildcard that git ignores', { dockerfile: 'FROM node\nCOPY apps/api/*.jar .' }, 'api:build'],
    ['a wildcard that may match nothing', { dockerfile: 'FROM node\nCOPY package.json yarn.lock* ./' }, ''],
    [
      'versioned files',
      { dockerfile: 'FROM node\nCOPY package.json apps/api/src packages/*/index.js ./' },
      '',
    ],
    ['the whole context', { dockerfile: 'FROM node\nCOPY . .' }, ''],
    ['installed packages', { dockerfile: 'FROM node\nCOPY node_modules ./node_modules' }, ''],
    ['what is fetched', { dockerfile: 'FROM node\nADD https://example.com/dist .' }, ''],
    [
      'a stage that the target does not need',
      { dockerfile: 'FROM node AS built\nCOPY dist/apps/api .\nFROM node AS dev\nCOPY package.json .' },
      '',
    ],
    [
      'a stage that only the wanted target needs',
      {
        dockerfile: 'FROM node AS built\nCOPY dist/apps/api .\nFROM node AS dev\nCOPY package.json .',
        options: { target: 'built' },
      },
      'api:build',
    ],
    ['a trigger for other builds', { dockerfile: 'FROM node\nONBUILD COPY dist/apps/api .' }, ''],
    ['another stage', { dockerfile: 'FROM node AS b\nFROM node\nCOPY --from=b dist/apps/api .' }, ''],
    [
      'another name',
      { dockerfile: COPY_OWN, options: { buildTarget: 'bundle' }, targets: { bundle: BUILD } },
      'api:bundle',
    ],
    [
      'a configuration',
      { dockerfile: COPY_OWN, options: { buildTarget: 'build:production' } },
      'api:build:production',
    ],
    [
      'a name with a colon',
      {
        dockerfile: COPY_OWN,
        options: { buildTarget: 'build:js' },
        targets: { build: BUILD, 'build:js': BUILD },
      },
      'api:build:js',
    ],
    [
      'a target of any name that declares it',
      { dockerfile: 'FROM node\nCOPY packages/web/generated/specs .', web: { generate: GENERATE } },
      'web:generate',
    ],
    [
      'the build, where another target declares the same',
      { dockerfile: COPY_WEB, web: { inject: { ...WEB }, build: WEB } },
      'web:build',
    ],
    [
      'an ignored output in a versioned folder',
      {
        dockerfile: 'FROM node\nCOPY packages/web/clients .',
        web: { generate: { outputs: ['{projectRoot}/clients/dist/*'] } },
      },
      'web:generate',
    ],
    [
      'no output in a project that is copied as a whole, which may be built inside',
      { dockerfile: 'FROM node\nCOPY packages/web .' },
      '',
    ],
    [
      'no target but the build for versioned files',
      {
        dockerfile: 'FROM node\nCOPY packages/web/index.js .',
        web: { generate: { outputs: ['{projectRoot}/index.js'] } },
      },
      '',
    ],
    [
      'the context',
      { dockerfile: 'FROM node\nCOPY . .', options: { context: 'dist/apps/api' } },
      'api:build',
    ],
    [
      'what a task before has built, which a later one may have changed',
      {
        dockerfile: COPY_OWN,
        targets: {
          build: BUILD,
          inject: { dependsOn: ['build'] },
          'docker-build': { dependsOn: ['inject'] },
        },
      },
      '',
    ],
    [
      'what a task of another project has built',
      {
        dockerfile: COPY_WEB,
        targets: { build: { ...BUILD, dependsOn: ['^build'] }, 'docker-build': { dependsOn: ['build'] } },
      },
      '',
    ],
    ['nothing, when switched off', { dockerfile: COPY_OWN, options: { buildTarget: false } }, ''],
    ['nothing, when Nx runs the builds', { dockerfile: COPY_OWN, options: { builds: 'dependsOn' } }, ''],
    ['no such target', { dockerfile: COPY_OWN, targets: {} }, ''],
    ['an image called build', { dockerfile: COPY_OWN, targets: { build: { executor: EXECUTOR } } }, ''],
    [
      'a build inside the builds of another run',
      { dockerfile: COPY_OWN, env: { NX_PROFILE: '/ws/.nx/run-1/nx-bake-builds.json' } },
      '',
    ],
    [
      'what Nx was told to run first',
      { dockerfile: COPY_OWN, targets: { build: BUILD, 'docker-build': { dependsOn: ['build'] } } },
      '',
    ],
    [
      'what Nx was told to run first, of another project',
      {
        dockerfile: `${COPY_OWN}\nCOPY packages/web/dist .`,
        targets: { build: BUILD, 'docker-build': { dependsOn: ['^build'] } },
      },
      'api:build',
    ],
  ])('%s', (_, scene, expected) => {
    expect(builds(scene)).toBe(expected);
    // and what earlier builds have left behind changes nothing
    for (const left of [
      'dist/apps/api/main.js',
      'apps/api/dist/main.js',
      'apps/api/a.jar',
      'packages/web/dist/x',
      'dist/site/x',
    ])
      write(left);
    expect(builds(scene)).toBe(expected);
  });

  it('says why, and what is missing', () => {
    expect(ask({ dockerfile: COPY_OWN }).notes).toEqual([
      'api:docker-build: line 2, COPY dist/apps/api, is no versioned file: needs api:build',
    ]);
    expect(ask({ dockerfile: COPY_WEB, web: {} }).notes).toEqual([
      'api:docker-build: line 2, COPY packages/web/dist, is no versioned file, and web has no target "build" that could make it',
    ]);
  });

  it('warns of a source that nobody can make', () => {
    const scene = (source: string) => ask({ dockerfile: `FROM node\nCOPY ${source} .` }).warnings;
    expect(scene('packages/web/srv')).toEqual([
      expect.stringMatching(/^\[api\] line 2, COPY packages\/web\/srv: .* exists nowhere/u),
    ]);
    for (const fine of ['packages/web/dist', 'dist/apps/api', 'packages/web/*.txt', 'package.json'])
      expect(scene(fine)).toEqual([]);
  });

  it('asks which of several targets is meant', () => {
    const { problems } = ask({
      dockerfile: 'FROM node\nCOPY packages/web/generated .',
      web: { specs: GENERATE, clients: GENERATE },
    });
    expect(problems).toEqual([
      {
        kind: 'several-builds',
        project: 'api',
        path: 'packages/web/generated',
        builds: ['web:specs', 'web:clients'],
      },
    ]);
  });
});
