import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import {
  parseJson,
  type NxJsonConfiguration,
  type ProjectConfiguration,
  type TargetConfiguration,
} from '@nx/devkit';
import { createDependencies } from './create-dependencies';
import { createNodes } from './create-nodes';
import type { PluginOptions } from '../options/plugin-options';
import { workspaceGraph } from '../graph/image-graph';

type Files = Readonly<Record<string, string>>;
type Docker = Readonly<Record<string, unknown>>;

interface Shown {
  /** The files and folders outside the own one, by project. */
  readonly files: Readonly<Record<string, readonly string[]>>;
  /** `api > runtime` */
  readonly edges: readonly string[];
  readonly dependsOn: Readonly<Record<string, unknown>>;
}

interface Settings {
  readonly options?: PluginOptions;
  readonly nxJson?: Partial<NxJsonConfiguration>;
}

const REGISTRY = { registry: 'ghcr.io/acme' };

/** Of a project with nothing but options for its image. */
const project = (name: string, options: Docker = {}, targets: Docker = {}): string =>
  JSON.stringify({ name, targets: { 'docker-build': { options }, ...targets } });

/** Services below `services/`, each with a project.json of its name where there is none. */
const services = (dockerfiles: Files, more: Files = {}): Files => ({
  ...Object.fromEntries(
    Object.entries(dockerfiles).flatMap(([name, text]) => [
      [`services/${name}/project.json`, project(name)],
      [`services/${name}/Dockerfile`, text],
    ]),
  ),
  ...more,
});

describe('the edges of the image graph', () => {
  let root: string;
  const write = (files: Files): void => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };

  /** As Nx does it: nodes first, merged with what stands in the files, then dependencies. */
  async function show(files: Files, { options = REGISTRY, nxJson = {} }: Settings = {}): Promise<Shown> {
    write(files);
    const context = {
      workspaceRoot: root,
      nxJsonConfiguration: { plugins: [{ plugin: 'nx-bake', options }], ...nxJson },
    };
    const dockerfiles = Object.keys(files).filter((path) =>
      ['Dockerfile', 'project.json', 'package.json'].includes(basename(path)),
    );
    const nodes = await createNodes[1](dockerfiles, options, context);
    const inferred = Object.assign({}, ...nodes.map(([, result]) => result.projects)) as Record<
      string,
      { targets: Record<string, TargetConfiguration>; namedInputs?: Record<string, string[]> }
    >; // as the plugin gives them
    const projects = projectsOf(files, inferred);
    const none = { projectFileMap: {}, nonProjectFiles: [] };
    const edges = await createDependencies(options, {
      ...context,
      projects,
      externalNodes: {},
      fileMap: none,
      filesToProcess: none,
    });
    const names = new Map(Object.entries(projects).map(([name, { root: folder }]) => [folder, name]));
    return {
      files: Object.fromEntries(
        Object.entries(inferred).flatMap(([folder, { namedInputs = {} }]) => {
          const paths = (namedInputs['docker-files'] ?? []).map((path) =>
            path.replace('{workspaceRoot}/', '').replace(/\/\*\*\/\*$/u, ''),
          );
          const own = [...new Set(paths)].filter((path) => basename(path) !== '.dockerignore');
          return own.length === 0 ? [] : [[names.get(folder) ?? folder, own]];
        }),
      ),
      edges: edges.map(({ source, target }) => `${source} > ${target}`).sort(),
      dependsOn: Object.fromEntries<unknown>(
        Object.entries(inferred).flatMap(([folder, { targets }]) =>
          Object.values(targets).flatMap(({ dependsOn }) =>
            dependsOn === undefined ? [] : [[names.get(folder) ?? folder, dependsOn]],
          ),
        ),
      ),
    };
  }

  const filesOf = async (files: Files, settings?: Settings): Promise<readonly string[]> =>
    (await show(files, settings)).files['api'] ?? [];
  const edgesOf = async (files: Files, settings?: Settings): Promise<readonly string[]> =>
    (await show(files, settings)).edges;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-bake-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const onRuntime = (from: string, runtime: Docker = {}): Files =>
    services(
      { api: `${from}\n`, runtime: 'FROM node:22\n' },
      { 'services/runtime/project.json': project('runtime', runtime) },
    );

  it.each<[string, string, Docker?]>([
    ['with its registry', 'FROM ghcr.io/acme/runtime:latest'],
    ['with its registry, without a tag', 'FROM ghcr.io/acme/runtime'],
    ['without its registry', 'FROM runtime:latest'],
    ['by its name alone', 'FROM runtime'],
    ['by another of its tags', 'FROM runtime:2', { tags: ['1', '2'] }],
    ['by latest, which it is not called', 'FROM runtime', { tags: ['1'] }],
    ['by a full reference among its tags', 'FROM quay.io/x/y:3', { tags: ['quay.io/x/y:3'] }],
    ['by the image that it sets', 'FROM base/node', { image: 'base/node' }],
    ['by its own registry', 'FROM quay.io/x/runtime', { registry: 'quay.io/x' }],
    ['with the default of an ARG', 'ARG TAG=latest\nFROM runtime:${TAG}'],
    ['for a platform', 'FROM --platform=linux/amd64 runtime'],
    ['in an earlier stage', 'FROM runtime AS build\nFROM scratch\nCOPY --from=build /a /a'],
    ['as a source of COPY', 'FROM scratch\nCOPY --from=runtime /a /a'],
    ['as a mount', 'FROM node:22\nRUN --mount=type=bind,from=runtime,target=/x ls /x'],
  ])('names an image %s', async (_, dockerfile, ...[runtime]) => {
    expect(await show(onRuntime(dockerfile, runtime))).toMatchObject({
      edges: ['api > runtime'],
      dependsOn: { api: [{ target: 'docker-build', projects: ['runtime'] }] },
    });
  });

  it.each<[string, string, Docker?]>([
    ['a digest', `FROM runtime@sha256:${'a'.repeat(64)}`],
    ['another tag', 'FROM runtime:2'],
    ['another registry', 'FROM quay.io/acme/runtime'],
    ["Docker Hub's name", 'FROM docker.io/library/runtime'],
    ["Docker Hub's other name", 'FROM index.docker.io/library/runtime:latest'],
    ['an ARG without a value', 'ARG TAG\nFROM runtime:${TAG}'],
    ['a stage of that name', 'FROM node:22 AS runtime\nFROM runtime'],
    ['a stage that is not needed', 'FROM runtime AS unused\nFROM scratch'],
    ['a comment', '# FROM runtime\nFROM scratch'],
    ['an image with wrong options', 'FROM runtime', { registri: 'x' }],
  ])('is not named by %s', async (_, dockerfile, ...[runtime]) => {
    expect(await show(onRuntime(dockerfile, runtime))).toEqual({ files: {}, edges: [], dependsOn: {} });
  });

  it("is named by Docker Hub's name where that is its own", async () => {
    const files = onRuntime('FROM docker.io/library/runtime');
    expect(await edgesOf(files, { options: {} })).toEqual(['api > runtime']);
    expect(await edgesOf(files, { options: { registry: 'docker.io/library' } })).toEqual(['api > runtime']);
  });

  it.each<[string, PluginOptions, string[]]>([
    ['FROM nginx', REGISTRY, ['api nginx > nginx']],
    ['FROM nginx:latest', REGISTRY, ['api nginx:latest > nginx']],
    ['FROM ghcr.io/acme/nginx', REGISTRY, []],
    ['FROM docker.io/library/nginx', REGISTRY, []],
    ['FROM nginx', { ...REGISTRY, edges: { ignore: ['nginx'] } }, []],
    ['FROM nginx', {}, []],
  ])("tells a name that may be meant for Docker Hub's: %s, %p", (from, options, expected) => {
    const files = services({ api: from, nginx: 'FROM nginx\n' });
    write(files);
    const { registry } = options;
    const target = { executor: 'nx-bake:docker-build', options: registry === undefined ? {} : { registry } };
    const inferred = { targets: { 'docker-build': target } };
    const projects = projectsOf(files, { 'services/api': inferred, 'services/nginx': inferred });
    const { notes } = workspaceGraph(projects, {
      root,
      nxJson: { plugins: [{ plugin: 'nx-bake', options }] },
    });
    expect(
      notes.map((note) =>
        note.kind === 'short-name' ? `${note.image.project} ${note.reference} > ${note.base.project}` : note,
      ),
    ).toEqual(expected);
  });

  it('follows the build arguments and the stage of a target', async () => {
    const files = onRuntime('ARG BASE\nFROM scratch AS plain\nFROM $BASE AS full');
    const api = (options: Docker): Files => ({
      ...files,
      'services/api/project.json': project('api', options),
    });
    expect(await edgesOf(api({ args: { BASE: 'runtime' } }))).toEqual(['api > runtime']);
    expect(await edgesOf(api({ args: { BASE: 'runtime' }, target: 'plain' }))).toEqual([]);
  });

  it('does not lead from an image to itself', async () => {
    expect(await show(services({ nginx: 'FROM nginx\n' }))).toEqual({ files: {}, edges: [], dependsOn: {} });
  });

  it('gives way to contexts that somebody has set', async () => {
    const files = onRuntime('FROM runtime');
    const api = (context: string): Files => ({
      ...files,
      'services/api/project.json': project('api', { contexts: { runtime: context } }),
      'services/other/project.json': project('other'),
      'services/other/Dockerfile': 'FROM scratch',
    });
    expect(await edgesOf(api('docker-image://node:22'))).toEqual([]);
    expect(await edgesOf(api('target:other'))).toEqual(['api > other']);
    expect(await show(api('services/other'))).toMatchObject({
      edges: [],
      files: { api: ['services/other'] },
    });
  });

  const COPIER = services(
    { api: 'FROM runtime\nCOPY libs/shared/src ./src\nCOPY services/api .\n', runtime: 'FROM scratch' },
    {
      'libs/shared/project.json': '{ "name": "shared" }',
      'libs/shared/src/a.js': '',
      'services/api/a.js': '',
    },
  );

  it.each<[PluginOptions['edges'], ...string[]]>([
    [{}, 'api > runtime', 'libs/shared/src'],
    [{ images: false }, 'libs/shared/src'],
    [{ files: false }, 'api > runtime'],
    [{ images: false, files: false }],
    [{ ignore: ['runtime'] }, 'libs/shared/src'],
    [{ ignore: ['run*'] }, 'libs/shared/src'],
    [{ ignore: ['libs/shared/src'] }, 'api > runtime'],
    [{ ignore: ['libs/**', 'other'] }, 'api > runtime'],
    [{ ignore: ['runtime:2', 'libs'] }, 'api > runtime', 'libs/shared/src'],
  ])('obeys edges %j', async (edges, ...expected) => {
    const shown = await show(COPIER, { options: { ...REGISTRY, edges } });
    expect([...shown.edges, ...(shown.files['api'] ?? [])]).toEqual(expected);
    expect(Object.keys(shown.dependsOn)).toEqual(expected.includes('api > runtime') ? ['api'] : []);
  });

  it('waits for no base that is taken as published', async () => {
    expect((await show(COPIER, { options: { ...REGISTRY, bases: 'published' } })).dependsOn).toEqual({});
    const own = { ...COPIER, 'services/api/project.json': project('api', { bases: 'published' }) };
    expect(await show(own)).toMatchObject({ edges: ['api > runtime'], dependsOn: {} });
  });

  it('leads nowhere when two projects claim the image', async () => {
    const twice = {
      ...onRuntime('FROM runtime'),
      'services/other/project.json': project('other', { image: 'runtime' }),
      'services/other/Dockerfile': 'FROM scratch',
    };
    expect(await show(twice)).toEqual({ files: {}, edges: [], dependsOn: {} });
    const tagged = project('other', { image: 'runtime', tags: ['debug'] });
    expect(await edgesOf({ ...twice, 'services/other/project.json': tagged })).toEqual(['api > runtime']);
  });

  it('leaves out the edges of a cycle, and lets nobody wait in it', async () => {
    const circle = services({ a: 'FROM b', b: 'FROM c', c: 'FROM a', user: 'FROM a', single: 'FROM single' });
    expect(await show(circle)).toMatchObject({
      edges: ['user > a'],
      dependsOn: { user: [{ target: 'docker-build', projects: ['a'] }] },
    });
  });

  it('lets an image wait for another one of its own project', async () => {
    const debug = {
      executor: 'nx-bake:docker-build',
      options: { image: 'tools', dockerfile: 'Dockerfile.tools' },
    };
    const files = services(
      { api: 'FROM tools\n' },
      {
        'services/api/project.json': project('api', {}, { tools: debug }),
        'services/api/Dockerfile.tools': 'FROM scratch',
      },
    );
    expect(await show(files)).toMatchObject({
      edges: [],
      dependsOn: { api: [{ target: 'tools', projects: ['api'] }] },
    });
  });

  it.each<[string, string, readonly string[]]>([
    ['a folder', 'COPY libs/shared .', ['libs/shared']],
    ['a file in a folder', 'COPY ./libs/shared/src/a.js /', ['libs/shared/src/a.js']],
    ['a wildcard below a folder', 'COPY libs/shared/*.json /', ['libs/shared/*.json']],
    ['a wildcard above', 'COPY libs/*/src /', ['libs/*/src']],
    ['what is known of a path', 'ARG TARGETARCH\nCOPY libs/shared/$TARGETARCH/a /', ['libs/shared/**/a']],
    ['a mount of a type that is not known', 'RUN --mount=type=$T,source=libs/shared ls', ['libs/shared']],
    ['a stage by a variable', 'COPY --from=libs/shared/$I /a /', []],
    ['a folder of several projects', 'COPY libs /', ['libs']],
    ['a nested project', 'COPY libs/shared/inner/a.js /', ['libs/shared/inner/a.js']],
    ['a folder with a similar name', 'COPY libs/shared-not /', ['libs/shared-not']],
    ['ADD', 'ADD libs/shared/src /src', ['libs/shared/src']],
    ['the JSON form', 'COPY ["libs/shared/src", "/src"]', ['libs/shared/src']],
    ['a mount', 'RUN --mount=type=bind,source=libs/shared,target=/x ls', ['libs/shared']],
    ['another stage', 'COPY --from=0 libs/shared /', []],
    ['an output of a build', 'COPY dist/libs/shared /', []],
    ['a heredoc', 'COPY <<EOF libs/shared\nCOPY libs/shared /\nEOF', []],
    ['a name with the signs of a glob', 'COPY libs/shared/[[]id] /', ['libs/shared/?id?']],
  ])('makes an input of what is copied: %s', async (_, line, expected) => {
    const dockerfile = `FROM scratch\nCOPY services/api/a.js /\n${line}\n`;
    const files = services(
      {},
      {
        'services/api/project.json': project('api'),
        'services/api/a.js': '',
        'services/api/Dockerfile': dockerfile,
        '.gitignore': 'dist\n',
        'libs/shared/project.json': '{ "name": "shared" }',
        'libs/shared/src/a.js': '',
        'libs/shared/inner/project.json': '{ "name": "inner" }',
        'libs/shared-not/a.js': '',
      },
    );
    expect(await show(files)).toMatchObject({ edges: [] });
    expect(await filesOf(files)).toEqual(expected);
  });

  it.each<[string, Docker, Docker, Files, readonly string[]]>([
    ['declares it', {}, { build: { outputs: ['{workspaceRoot}/dist/public'] } }, {}, ['api > site']],
    ['declares a folder above', {}, { build: { outputs: ['{workspaceRoot}/dist'] } }, {}, ['api > site']],
    ['declares something else', {}, { build: { outputs: ['{workspaceRoot}/dist/other'] } }, {}, []],
    [
      'has another target for it',
      {},
      { make: { outputs: ['{workspaceRoot}/dist/public'] } },
      {},
      ['api > site'],
    ],
    [
      'has the target that is wanted',
      { buildTarget: 'make' },
      { make: { outputs: ['{workspaceRoot}/dist/public'] } },
      {},
      ['api > site'],
    ],
    [
      'is not to be built',
      { buildTarget: false },
      { build: { outputs: ['{workspaceRoot}/dist/public'] } },
      {},
      [],
    ],
    [
      'declares what is versioned',
      {},
      { build: { outputs: ['{workspaceRoot}/dist/public'] } },
      { '.gitignore': '', 'dist/public/index.html': '' },
      [],
    ],
  ])('leads to the project whose build makes what is copied: it %s', async (...row) => {
    const [, options, targets, more, expected] = row;
    const files = services(
      { api: 'FROM scratch\nCOPY dist/public /srv\n' },
      {
        '.gitignore': 'dist\n',
        'services/api/project.json': project('api', { context: 'workspace', ...options }),
        'libs/site/project.json': JSON.stringify({ name: 'site', targets }),
        ...more,
      },
    );
    expect(await edgesOf(files)).toEqual(expected);
  });

  it('takes paths as the build context has them', async () => {
    const files = {
      ...COPIER,
      'services/api/Dockerfile': 'FROM scratch\nCOPY libs/shared/src /\n',
      'services/api/libs/shared/src/a.js': '',
    };
    const api = (context: string): Files => ({
      ...files,
      'services/api/project.json': project('api', { context }),
    });
    expect(await filesOf(api('workspace'))).toEqual(['libs/shared/src']);
    expect(await filesOf(api('project'))).toEqual([]);
    write({ 'nested/libs/shared/src/a.js': '' });
    expect(await filesOf(api('nested'))).toEqual(['nested/libs/shared/src']);
    expect(await filesOf(api('missing'))).toEqual([]);
    expect(await filesOf(api('../outside'))).toEqual([]);
  });

  it('knows a project at the root, and is not led to it by every file', async () => {
    const files = {
      'package.json': '{ "name": "all" }',
      'project.json': project('all'),
      Dockerfile: 'FROM runtime\nCOPY services/runtime /\nCOPY a.js /\n',
      'a.js': '',
      ...services({ runtime: 'FROM scratch\nCOPY a.js services/runtime/Dockerfile /\n' }),
    };
    expect(await show(files)).toMatchObject({
      edges: ['all > runtime'],
      files: { all: ['services/runtime'] },
    });
  });

  it('knows projects by their package.json', async () => {
    const shown = await show({
      'package.json': '{ "workspaces": ["packages/*"] }',
      'packages/runtime/package.json': '{ "name": "@acme/runtime" }',
      'packages/runtime/Dockerfile': 'FROM scratch',
      'packages/api/package.json': '{ "name": "@acme/api", "nx": { "name": "api" } }',
      'packages/api/Dockerfile': 'FROM ghcr.io/acme/runtime',
    });
    expect(shown).toMatchObject({
      edges: ['api > @acme/runtime'],
      dependsOn: { api: [{ target: 'docker-build', projects: ['@acme/runtime'] }] },
    });
  });

  it.each<[string, NonNullable<NxJsonConfiguration['targetDefaults']>]>([
    ['name', { 'docker-build': { options: { tags: ['7'] } } }],
    ['executor', { 'nx-bake:docker-build': { options: { tags: ['7'] } } }],
    [
      'executor before its name',
      { 'docker-build': { options: { tags: ['8'] } }, 'nx-bake:docker-build': { options: { tags: ['7'] } } },
    ],
    ['longest pattern', { '*': { options: { tags: ['8'] } }, 'docker-*': { options: { tags: ['7'] } } }],
  ])("waits by nx.json's defaults for the target, by %s", async (_, targetDefaults) => {
    const files = {
      ...onRuntime('FROM runtime:7'),
      'services/runtime/project.json': '{\n  // Nx allows comments\n  "name": "runtime"\n}',
    };
    expect((await show(files, { nxJson: { targetDefaults } })).dependsOn).toEqual({
      api: [{ target: 'docker-build', projects: ['runtime'] }],
    });
  });

  it('is gone when the line is', async () => {
    expect(await filesOf(COPIER)).toEqual(['libs/shared/src']);
    const without = { ...COPIER, 'services/api/Dockerfile': 'FROM scratch\nCOPY services/api .\n' };
    expect(await show(without)).toEqual({ files: {}, edges: [], dependsOn: {} });
    expect(await filesOf(COPIER)).toEqual(['libs/shared/src']);
  });

  it('survives a Dockerfile that is none, and one that is not there', async () => {
    const files = onRuntime('FROM runtime');
    const broken = {
      ...files,
      'services/broken/project.json': project('broken'),
      'services/broken/Dockerfile': '\0 <<EOF\n${',
      'services/lost/project.json': project('lost', { dockerfile: 'Elsewhere' }),
      'services/lost/Dockerfile': 'FROM runtime',
    };
    expect(await edgesOf(broken)).toEqual(['api > runtime']);
  });
});

/** What stands in project.json and package.json, over what the plugin infers, and targetDefaults left out. */
function projectsOf(
  files: Files,
  inferred: Readonly<Record<string, { targets: Record<string, TargetConfiguration> }>>,
): Record<string, ProjectConfiguration> {
  const json = (
    path: string,
  ): { name?: string; nx?: { name?: string }; targets?: (typeof inferred)[string]['targets'] } =>
    parseJson(files[path] ?? '{}');
  const folders = Object.keys(files)
    .filter((path) => ['project.json', 'package.json'].includes(basename(path)))
    .map(dirname);
  return Object.fromEntries(
    [...new Set(folders)].flatMap((folder) => {
      const own = json(join(folder, 'project.json'));
      const manifest = json(join(folder, 'package.json'));
      const name = own.name ?? manifest.nx?.name ?? manifest.name;
      if (name === undefined) return [];
      const { targets = {} } = inferred[folder] ?? {};
      const merged = Object.entries({ ...own.targets, ...targets }).map(([target, config]) => {
        const given = own.targets?.[target];
        return [
          target,
          { ...config, ...given, options: { ...(config.options as object), ...(given?.options as object) } },
        ];
      });
      return [[name, { root: folder, targets: Object.fromEntries(merged) as typeof targets }]];
    }),
  );
}
