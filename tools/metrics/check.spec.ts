import { findings, shrunk, unallowed } from './findings';
import { parse, type Source } from './sources';

const sources = (files: Readonly<Record<string, string>>): Source[] =>
  Object.entries(files).map(([path, text]) => parse(`packages/nx-bake/src/${path}`, text));
const messages = (files: Readonly<Record<string, string>>): string[] =>
  findings(sources(files)).map(({ message }) => message.replaceAll('packages/nx-bake/src/', ''));

describe('the rules of structure find', () => {
  it.each([
    ['of values', "import { b } from './b';", "import { a } from './a';"],
    ['of types', "import type { B } from './b';", "import { type A } from './a';"],
    ['through an export', "export * from './b';", "export type { A } from './a';"],
    ['through what is loaded on demand', "void import('./b');", "const a = require('./a');"],
    ['through a type of a module', "let b: import('./b').B;", "import type { A } from './a';"],
  ])('a cycle %s', (_, a, b) => {
    expect(messages({ 'x/a.ts': a, 'x/b.ts': b })).toEqual([
      'Files import each other in a cycle: x/a.ts -> x/b.ts -> x/a.ts',
    ]);
  });

  it('a longer cycle among modules with an .mjs ending, and once', () => {
    const files = {
      'x/a.mts': "import './b.mjs';",
      'x/b.mts': "import './c.mjs'; import './d.mjs';",
      'x/c.mts': "import './a.mjs';",
      'x/d.mts': "import './c.mjs';",
    };
    expect(messages(files)).toEqual([
      'Files import each other in a cycle: x/a.mts -> x/b.mts -> x/c.mts -> x/a.mts',
    ]);
  });

  it('no cycle where several files import one', () => {
    expect(
      messages({ 'x/a.ts': "import './c';", 'x/b.ts': "import './c'; import './a';", 'x/c.ts': '' }),
    ).toEqual([]);
  });

  it('a folder of 17 files, not counting specs', () => {
    const files = (count: number, ending: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`x/f${index}${ending}`, '']));
    expect(messages({ ...files(16, '.ts'), ...files(16, '.spec.ts') })).toEqual([]);
    expect(messages(files(17, '.ts'))).toEqual(['x has 17 files, and at most 16 are found again.']);
  });

  it.each(['Of', 'By', 'To', 'Not', 'Without', 'Where', 'What'])(
    'a doc comment that begins with %s',
    (word) => {
      expect(messages({ 'x/a.ts': `\n/** ${word} this. */\nexport const a = 1;` })).toEqual([
        `x/a.ts:2 begins with a fragment: "${word} this."`,
      ]);
    },
  );

  it('nothing in sentences and noun phrases', () => {
    const text =
      '/** Returns what it is of. */\nexport const a = 1;\ninterface B { /** The name. */ name: string }';
    expect(messages({ 'x/a.ts': text })).toEqual([]);
  });
});

describe('what is allowed', () => {
  const found = findings(sources({ 'x/a.ts': '/** Of a. */\nlet a;\n/** Of b. */\nlet b;' }));
  const room = 'packages/nx-bake/src/x';

  it('is not told, up to its number', () => {
    expect(unallowed(found, {})).toHaveLength(2);
    expect(unallowed(found, { 'doc-comment': { [room]: 1 } })).toHaveLength(2);
    expect(unallowed(found, { 'doc-comment': { [room]: 2 } })).toEqual([]);
  });

  it('only shrinks', () => {
    expect(shrunk(found, { 'doc-comment': { [room]: 5, gone: 3 }, cycle: {} })).toEqual({
      'doc-comment': { [room]: 2 },
      cycle: {},
    });
    expect(shrunk(found, { 'doc-comment': { [room]: 1 } })).toEqual({ 'doc-comment': { [room]: 1 } });
  });
});
