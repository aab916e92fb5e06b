import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { commandLine } from './argv';

describe('commandLine', () => {
  it.each([
    [
      ['docker', 'buildx', 'bake', '--file', '/a/b-1.hcl', '--', 'x_y'],
      'docker buildx bake --file /a/b-1.hcl -- x_y',
    ],
    [['--file', '/my work/$HOME', ''], "--file '/my work/$HOME' ''"],
    [["it's"], String.raw`'it'\''s'`],
  ])('%j', (words, expected) => {
    expect(commandLine(words)).toBe(expected);
  });

  it('is what a shell reads as the same words', () => {
    const special = fc.constantFrom(...'\'"\\$`!*?[]{}~#&|;<>()= \n\t'.split(''));
    const word = fc.string({
      unit: fc.oneof(special, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })),
    });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), (words) => {
        const script = `for word in ${commandLine(words)}; do printf '%s\\0' "$word"; done`;
        const read = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
        expect(read.split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 50 },
    );
  });
});
