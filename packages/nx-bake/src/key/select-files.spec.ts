import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FileHashes, readTree } from './context-tree';
import { IgnoreRules } from './ignore-rules';
import { selectFiles, type Selection } from './select-files';

const FILES = [
  'package.json',
  'package-lock.json',
  'services/a/main.js',
  'services/a/nested/main.js',
  'services/b/main.js',
  'services/b/shared.txt',
  'libs/x/index.js',
];

const PROJECTS = new Map([
  ['services/a', true],
  ['services/a/nested', false],
  ['services/b', false],
  ['libs/x', true],
]);

describe('selectFiles', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-bake-select-'));
    for (const path of FILES) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), path);
    }
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const fields = (selection: Partial<Selection>) =>
    JSON.stringify(
      selectFiles(
        readTree({ root, rules: new IgnoreRules(''), without: new Set(), hashes: new FileHashes() }),
        {
          sources: ['.'],
          pruned: { projects: new Map(), named: [] },
          keepsParents: false,
          ...selection,
        },
      ),
    );

  /** The files whose content counts. */
  function counted(selection: Partial<Selection>): string[] {
    const before = fields(selection);
    return FILES.filter((path) => {
      writeFileSync(join(root, path), `${path} changed`);
      const after = fields(selection);
      writeFileSync(join(root, path), path);
      return after !== before;
    });
  }

  it.each<[string, Partial<Selection>, readonly string[]]>([
    ['everything', {}, FILES],
    ['a folder', { sources: ['services/a'] }, ['services/a/main.js', 'services/a/nested/main.js']],
    ['a file', { sources: ['libs/x/index.js'] }, ['libs/x/index.js']],
    ['a wildcard', { sources: ['package*.json'] }, ['package.json', 'package-lock.json']],
    [
      'a wildcard in a folder',
      { sources: ['services/*/main.js'] },
      ['services/a/main.js', 'services/b/main.js'],
    ],
    [
      'everything but other projects',
      { pruned: { projects: PROJECTS, named: [] } },
      ['package.json', 'package-lock.json', 'services/a/main.js', 'libs/x/index.js'],
    ],
    [
      'what is named of other projects',
      { pruned: { projects: PROJECTS, named: ['services/b/shared.txt'] } },
      ['package.json', 'package-lock.json', 'services/a/main.js', 'services/b/shared.txt', 'libs/x/index.js'],
    ],
    ['a project that is named as a whole', { pruned: { projects: PROJECTS, named: ['services'] } }, FILES],
    [
      'a kept project in one that is not',
      {
        pruned: {
          projects: new Map([
            ['services/a', false],
            ['services/a/nested', true],
          ]),
          named: [],
        },
      },
      FILES.filter((path) => path !== 'services/a/main.js'),
    ],
  ])('%s', (_, selection, expected) => {
    expect(counted(selection)).toEqual(expected);
  });

  it.each([
    ['a source that is a link', 'link', 'libs/x', ['link']],
    ['a source behind a link', 'link', 'libs', ['link/x/index.js']],
    ['a wildcard that finds a link', 'link', 'libs/x', ['li?k']],
  ])('%s', (_, link, to, sources) => {
    symlinkSync(to, join(root, link));
    expect(counted({ sources })).toEqual(['libs/x/index.js']);
  });
});
