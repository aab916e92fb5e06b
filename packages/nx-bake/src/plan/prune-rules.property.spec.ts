import { posix } from 'node:path';
import fc from 'fast-check';
import { readDockerfile } from '../dockerfile/read/read-dockerfile';
import { looksAt, receivedFiles } from '../testing/ignore-judge';
import { namedPaths } from './context-overlay';
import { ignoreFile } from './ignore-file';
import { pruneRules } from './prune-rules';

interface Tree {
  readonly files: readonly string[];
  readonly projects: readonly string[];
  readonly kept: ReadonlySet<string>;
}

const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'node_modules') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '#a',
      '!a',
      ' a',
      'a ',
      '[a]',
      'a*',
      'a?',
      'a\\',
      'a^',
      '*^',
      'a\nb',
      '.a',
      'a$(b)',
      'ä',
    ),
  },
);
const file = fc
  .tuple(fc.array(name, { maxLength: 4 }), fc.constantFrom('x.txt', 'README.md', 'package.json'))
  .map(([folders, base]) => posix.join(...folders, base));

const foldersOf = (path: string): string[] => {
  const folder = posix.dirname(path);
  return folder === '.' ? ['.'] : [...foldersOf(folder), folder];
};

const tree: fc.Arbitrary<Tree> = fc
  .uniqueArray(file, { minLength: 1, maxLength: 25 })
  .chain((files) => {
    const folders = [...new Set(files.flatMap(foldersOf))];
    return fc.record({
      files: fc.constant(files),
      projects: fc.subarray(folders),
      stays: fc.array(fc.boolean(), { minLength: folders.length, maxLength: folders.length }),
    });
  })
  .map(({ files, projects, stays }) => ({
    files,
    projects,
    kept: new Set(projects.filter((root, index) => stays[index] === true || root === '.')),
  }));

const entriesOf =
  ({ files }: Tree) =>
  (folder: string): string[] => {
    const inside = files.filter((path) => path.startsWith(`${folder}/`));
    return [...new Set(inside.map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''))].sort();
  };

/** What the graph says: the innermost project that a file lies in decides; a file of nobody stays. */
function stays({ projects, kept }: Tree, path: string): boolean {
  const owner = foldersOf(path).findLast((folder) => projects.includes(folder));
  return owner === undefined || kept.has(owner);
}

const rulesFor = (tree: Tree, named: readonly string[] = []): string[] =>
  pruneRules({ projects: tree.projects, kept: tree.kept, named, entriesOf: entriesOf(tree) });

/** With `${X}` in the place of what is between each two of the cuts. */
function withVariables(path: string, cuts: readonly number[]): string {
  const [start = 0, end = 0, ...others] = [...cuts]
    .sort((a, b) => b - a)
    .map((cut) => Math.min(cut, path.length));
  const cut = `${path.slice(0, end)}\${X}${path.slice(start)}`;
  return others.length < 2 ? cut : withVariables(cut, others);
}

const usersRule = fc
  .tuple(
    fc.constantFrom('', '', '!'),
    fc.constantFrom(
      '*',
      'a',
      'b/',
      '/c',
      'a/b',
      '*/a',
      '**/a',
      '**/node_modules',
      '**/*.md',
      '**/README.md',
      'a/*',
      'b/**',
      '.',
    ),
  )
  .map(([takesBack, pattern]) => `${takesBack}${pattern}`);
const usersFile = fc
  .array(fc.oneof(usersRule, fc.constantFrom('', '# a')), { maxLength: 6 })
  .map((lines) => lines.join('\r\n'));

/** Without ours, BuildKit's two looks at the file agree on what the user means. */
const isClear = (users: string, path: string): boolean => {
  const { isSent, isOpened } = looksAt(users, path);
  return isSent === isOpened;
};

describe('what a target receives of its context', () => {
  it('is what the graph says, to the file', () => {
    fc.assert(
      fc.property(tree, (tree) => {
        const received = receivedFiles(ignoreFile('t', rulesFor(tree), ''), tree.files);
        expect([...received]).toEqual(tree.files.filter((path) => stays(tree, path)));
      }),
      { numRuns: 1000 },
    );
  });

  it('has besides what the Dockerfile names, with all that is in it', () => {
    const namedTree = tree.chain((tree) =>
      fc.tuple(
        fc.constant(tree),
        fc.subarray([...new Set(tree.files.flatMap((path) => [...foldersOf(path), path]))]),
      ),
    );
    fc.assert(
      fc.property(namedTree, ([tree, all]) => {
        const named = all.filter((path) => /^[\w./]+$/u.test(path) && path !== '.');
        const isNamed = (path: string) => named.some((one) => path === one || path.startsWith(`${one}/`));
        const received = receivedFiles(ignoreFile('t', rulesFor(tree, named), ''), tree.files);
        expect([...received]).toEqual(tree.files.filter((path) => stays(tree, path) || isNamed(path)));
      }),
      { numRuns: 1000 },
    );
  });

  it('has what the Dockerfile names with variables, whatever they stand for', () => {
    const named = tree.chain((tree) =>
      fc.tuple(
        fc.constant(tree),
        fc.constantFrom(...new Set(tree.files.flatMap((path) => [...foldersOf(path), path]))),
        fc.uniqueArray(fc.nat(20), { minLength: 2, maxLength: 4 }),
      ),
    );
    fc.assert(
      fc.property(named, ([tree, path, cuts]) => {
        fc.pre(/^[\w./]+$/u.test(path) && path !== '.');
        const source = withVariables(path, cuts);
        const { localSources, unknown } = readDockerfile(`FROM a\nCOPY ${source} /x\n`, { args: {} });
        const named = namedPaths(localSources, unknown);
        const rules = named === undefined ? [] : rulesFor(tree, named);
        const inside = tree.files.filter((one) => one === path || one.startsWith(`${path}/`));
        expect([...receivedFiles(ignoreFile('t', rules, ''), tree.files)]).toEqual(
          expect.arrayContaining(inside),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps to the user's rules: no file of the closure more or less, and no other file more", () => {
    fc.assert(
      fc.property(tree, usersFile, (tree, users) => {
        const alone = receivedFiles(users, tree.files);
        const received = receivedFiles(ignoreFile('t', rulesFor(tree), users), tree.files);
        for (const path of tree.files.filter((path) => isClear(users, path))) {
          if (stays(tree, path)) expect([path, received.has(path)]).toEqual([path, alone.has(path)]);
          else if (received.has(path)) expect(alone).toContain(path);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('has no name without its content', () => {
    fc.assert(
      fc.property(tree, usersFile, (tree, users) => {
        const text = ignoreFile('t', rulesFor(tree), users);
        for (const { isSent, isOpened } of tree.files.map((path) => looksAt(text, path)))
          expect(isOpened || !isSent).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
