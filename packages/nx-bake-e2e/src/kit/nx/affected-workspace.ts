import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkspace, json, projectJson, type Workspace, type WorkspaceOptions } from '../workspace';

type Files = Record<string, string>;

/** A project with the targets that every project has, and files to change. */
const project = (root: string, name: string, more: Readonly<Record<string, unknown>> = {}): Files => {
  const echo = { executor: 'nx:run-commands', options: { command: 'true' } };
  const { targets = {}, ...rest } = more;
  return {
    [`${root}/package.json`]: json({ name, version: '0.0.0' }),
    [`${root}/project.json`]: projectJson(name, {
      ...rest,
      targets: { build: echo, test: echo, lint: echo, ...(targets as object) },
    }),
    [`${root}/src/main.txt`]: `${name}\n`,
    [`${root}/README.md`]: `# ${name}\n`,
  };
};

const dockerfile = (...lines: string[]): string => `${lines.join('\n')}\n`;

/** One image for each way in which a Dockerfile takes files from elsewhere. */
const FILES: Files = {
  ...project('libs/base', 'base'),
  'libs/base/Dockerfile': dockerfile('FROM busybox', 'COPY src /base'),
  ...project('libs/lib', 'lib'),
  'libs/lib/[id]/page.txt': 'page\n',
  ...project('libs/group/a', 'a'),
  ...project('libs/group/b', 'b'),
  ...project('libs/end', 'end'),
  ...project('libs/other', 'other'),
  'docs/guide.md': '# guide\n',
  'shared.cfg': 'x\n',
  'babel.config.json': '{}\n',
  'package-lock.json': json({ name: 'e2e', version: '0.0.0', lockfileVersion: 3, packages: {} }),

  // two that copy each other's manifest
  ...project('apps/one', 'one'),
  'apps/one/Dockerfile': dockerfile(
    'FROM ghcr.io/acme/base',
    'COPY apps/one/package.json apps/one/',
    'COPY apps/two/package.json apps/two/',
    'COPY libs/lib libs/lib',
    'COPY apps/one apps/one',
  ),
  ...project('apps/two', 'two'),
  'apps/two/Dockerfile': dockerfile(
    'FROM busybox',
    'COPY apps/one/package.json apps/one/',
    'COPY libs/group libs/group',
    'COPY apps/two apps/two',
  ),
  // the output of a build, whose inputs reach further than the project
  ...project('apps/built', 'built', {
    implicitDependencies: ['lib'],
    targets: {
      build: {
        executor: 'nx:run-commands',
        options: { command: 'true' },
        inputs: ['production', '^production', '{workspaceRoot}/shared.cfg'],
      },
    },
  }),
  'apps/built/Dockerfile': dockerfile('FROM busybox', 'COPY dist/apps/built /app'),
  // everything, with a project in its own folder
  ...project('apps/whole', 'whole'),
  ...project('apps/whole/nested', 'nested'),
  'apps/whole/Dockerfile': dockerfile('FROM busybox', 'WORKDIR /ws', 'COPY . .', 'RUN ls apps/whole'),
  // through a link
  ...project('apps/linked', 'linked'),
  'apps/linked/Dockerfile': dockerfile('FROM busybox', 'COPY apps/linked/src /app', 'COPY way /way'),
  // a target that somebody wrote, with its Dockerfile elsewhere
  ...project('apps/hand', 'hand', {
    targets: {
      image: {
        executor: 'nx-bake:docker-build',
        options: { dockerfile: 'docker/hand.Dockerfile', context: 'workspace', contexts: { rules: 'rules' } },
      },
    },
  }),
  'docker/hand.Dockerfile': dockerfile('FROM busybox', 'COPY apps/hand /app', 'COPY --from=rules / /rules'),
  'rules/a.rule': 'a\n',
};

export interface AffectedOptions extends Pick<WorkspaceOptions, 'modules'> {
  /** Nx 24 as an upgraded workspace has it: projects are selected, not tasks. */
  readonly legacy: boolean;
  readonly plugin: boolean;
}

export async function affectedWorkspace({ legacy, plugin, modules }: AffectedOptions): Promise<Workspace> {
  const workspace = await createWorkspace({
    ...(modules === undefined ? {} : { modules }),
    files: {
      ...FILES,
      'package.json': json({
        name: 'e2e',
        version: '0.0.0',
        private: true,
        workspaces: ['apps/*', 'apps/whole/nested', 'libs/*', 'libs/group/*'],
      }),
      'nx.json': json({
        analytics: false,
        neverConnectToCloud: true,
        defaultBase: 'main',
        plugins: plugin ? [{ plugin: 'nx-bake', options: { registry: 'ghcr.io/acme' } }] : [],
        namedInputs: { production: ['default', '!{projectRoot}/**/*.md'] },
        targetDefaults: {
          build: { inputs: ['production', '^production'], dependsOn: ['^build'], cache: true },
          test: { inputs: ['default', '^production'], cache: true },
          lint: { inputs: ['default'], cache: true },
        },
        ...(legacy ? { affected: { legacy: true } } : {}),
      }),
    },
  });
  symlinkSync('libs/end/src', join(workspace.root, 'way'));
  await workspace.commit('feat: a link');
  return workspace;
}
