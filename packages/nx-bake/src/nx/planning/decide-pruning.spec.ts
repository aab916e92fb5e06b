import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { assert, array, constantFrom, property, record } from 'fast-check';
import { readDockerfile } from '../../dockerfile/read/read-dockerfile';
import { projectsInside } from '../../plan/context-overlay';
import { pruneRules } from '../../plan/prune-rules';
import { receivedFiles } from '../../testing/ignore-judge';
import { decidePruning } from './decide-pruning';

type Files = Readonly<Record<string, string>>;

/** Projects by folder; `lib` depends on `deep`, nothing else on anything. */
const NAMES = new Map([
  ['apps/one', 'one'],
  ['apps/one/inner', 'inner'],
  ['apps/two', 'two'],
  ['apps/app', 'app'],
  ['libs/lib', 'lib'],
  ['libs/deep', 'deep'],
]);

const FILES: Files = Object.fromEntries(
  [...NAMES.keys()].flatMap((folder) =>
    ['package.json', 'src/main.txt', 'go.mod', 'pom.xml', 'Cargo.toml', 'build.gradle', 'pyproject.toml'].map(
      (file) => [`${folder}/${file}`, ''],
    ),
  ),
);

describe('decidePruning', () => {
  let root: string;
  const write = (files: Files): void => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-bake-prune-'));
    write(FILES);
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  interface Answer {
    /** The files of the workspace that the build of `one` receives. */
    readonly received: ReadonlySet<string>;
    readonly notes: readonly string[];
  }

  function prune(dockerfile: string, projectRoot = 'apps/one'): Answer {
    const context = projectRoot === 'apps/one' ? '.' : projectRoot;
    const closureOf = (name: string): string[] =>
      [...NAMES].flatMap(([folder, other]) =>
        other === name || (name === 'lib' && other === 'deep') ? [folder] : [],
      );
    const project = NAMES.get(projectRoot) ?? 'all';
    const target = {
      id: 'x',
      project,
      projectRoot,
      target: 'docker-build',
      name: 'x',
      place: 'x',
      rawOptions: {},
      closure: [projectRoot],
    };
    const read = readDockerfile(dockerfile, { args: {} });
    const { pruning, notes } = decidePruning(
      target,
      { options: {}, read, context },
      {
        root,
        env: {},
        versioned: () => 'versioned',
        edges: { images: true, files: true, isIgnored: () => false },
        projects: { names: NAMES, closureOf },
      },
    );
    const rules = pruneRules({
      projects: projectsInside(context, [...NAMES.keys()]),
      kept: new Set(projectsInside(context, pruning.kept)),
      named: pruning.named,
      entriesOf: (folder) => readdirSync(join(root, context, folder)),
    });
    return { received: receivedFiles(pruning.enabled ? rules.join('\n') : '', Object.keys(FILES)), notes };
  }

  const foldersOf = ({ received }: Answer): string =>
    [...NAMES.keys()].filter((folder) => received.has(`${folder}/src/main.txt`)).join(' ');

  const ALL_COPIED = 'FROM busybox\nCOPY . .\n';

  it.each<[string, string, Files, string]>([
    ['the own folder with the projects in it', '', {}, 'apps/one apps/one/inner'],
    ['a path in a later command', 'RUN cat apps/two/schema.txt', {}, 'apps/one apps/one/inner apps/two'],
    ['a path in the image', 'RUN cat /ws/apps/two/schema.txt', {}, 'apps/one apps/one/inner apps/two'],
    ['a name in a command', 'RUN npx nx build two', {}, 'apps/one apps/one/inner apps/two'],
    ['no folder of the image', 'WORKDIR /app', {}, 'apps/one apps/one/inner'],
    [
      'a copied project with what it depends on',
      'COPY libs/lib/src /lib',
      {},
      'apps/one apps/one/inner libs/lib libs/deep',
    ],
    [
      'no project of which only the manifest is copied',
      'COPY apps/two/package.json /',
      {},
      'apps/one apps/one/inner',
    ],
    [
      'what an install script names',
      'RUN npm ci',
      { 'package.json': '{ "scripts": { "postinstall": "cat apps/two/x" } }' },
      'apps/one apps/one/inner apps/two',
    ],
    [
      'what a file of an install script names',
      'RUN npm ci',
      {
        'package.json': '{ "scripts": { "postinstall": "node tools/setup.js" } }',
        'tools/setup.js': "require('../apps/two/x')",
      },
      'apps/one apps/one/inner apps/two',
    ],
    [
      'what a script names that a later command runs',
      'RUN npm run assemble',
      { 'package.json': '{ "scripts": { "assemble": "cat apps/two/x", "other": "cat libs/lib/x" } }' },
      'apps/one apps/one/inner apps/two',
    ],
    [
      'all members of a Cargo workspace',
      '',
      { 'Cargo.toml': '[workspace]\nmembers = ["apps/*"]\n' },
      [...NAMES.keys()].join(' '),
    ],
  ])('keeps %s', (_, line, files, expected) => {
    write(files);
    expect(foldersOf(prune(`${ALL_COPIED}${line}\n`))).toBe(expected);
  });

  it.each<[string, string, string]>([
    ['go.work', 'go 1.24\nuse ./apps/two\n', 'go.mod'],
    ['settings.gradle', "include 'apps:two'\n", 'build.gradle'],
    ['pom.xml', '<modules><module>apps/two</module></modules>', 'pom.xml'],
    ['pyproject.toml', '[tool.uv.workspace]\nmembers = ["apps/*"]\n', 'pyproject.toml'],
    ['.yarnrc.yml', 'nodeLinker: node-modules\n', 'package.json'],
  ])('keeps the manifests that %s lists, and no more', (list, text, manifest) => {
    expect(prune(ALL_COPIED).received).not.toContain(`apps/two/${manifest}`);
    write({ [list]: text });
    const { received } = prune(ALL_COPIED);
    expect(received).toContain(`apps/two/${manifest}`);
    expect(received).not.toContain('apps/two/src/main.txt');
  });

  it('says what is left out, and why the rest stays', () => {
    expect(prune(`${ALL_COPIED}RUN cat libs/lib/x\n`).notes).toEqual([
      '[one] left out of its build context: apps/two, apps/app',
      '[one] kept in its build context: apps/one/inner, as it lies in the folder of one',
      '[one] kept in its build context: libs/lib, as line 3 names it',
      '[one] kept in its build context: libs/deep, as lib needs it',
    ]);
  });

  it('never leaves out what an instruction names, links followed', () => {
    const folder = constantFrom('', 'apps', ...NAMES.keys());
    const source = constantFrom(
      'src',
      'src/main.txt',
      'package.json',
      'link',
      'link/src/main.txt',
      '*.json',
      '.',
    );
    const instruction = constantFrom('COPY', 'ADD', 'MOUNT');
    const line = record({ folder, source, instruction });
    const link = record({ at: folder, to: constantFrom(...NAMES.keys()) });
    assert(
      property(array(line, { minLength: 1, maxLength: 4 }), array(link, { maxLength: 4 }), (lines, links) => {
        rmSync(root, { recursive: true });
        write(FILES);
        const linked = new Map(links.map(({ at, to }) => [posix.join(at, 'link'), to]));
        for (const [at, to] of linked)
          symlinkSync(posix.relative(posix.dirname(at), to) || '.', join(root, at));
        const sources = lines.map((one) => posix.join(one.folder, one.source));
        const text = lines.map(({ instruction: kind }, index) =>
          kind === 'MOUNT'
            ? `RUN --mount=type=bind,source=${sources[index] ?? ''},target=/in ls`
            : `${kind} ${sources[index] ?? ''} /x/`,
        );
        const { received } = prune(`FROM busybox\n${text.join('\n')}\n`);
        for (const path of sources.filter((one) => one !== '.')) {
          const real = [...linked].reduce(
            (at, [from, to]) =>
              at === from || at.startsWith(`${from}/`) ? `${to}${at.slice(from.length)}` : at,
            path,
          );
          const wanted = Object.keys(FILES).filter(
            (file) =>
              file === real ||
              file.startsWith(`${real}/`) ||
              (real.endsWith('/*.json') &&
                posix.dirname(file) === posix.dirname(real) &&
                file.endsWith('.json')),
          );
          expect([...received]).toEqual(expect.arrayContaining(wanted));
        }
      }),
      { numRuns: 100 },
    );
  });
});
