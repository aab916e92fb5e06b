import fc from 'fast-check';
import { looksAt } from '../testing/ignore-judge';
import { IgnoreRules } from './ignore-rules';

const name = fc.constantFrom('a', 'b', 'c', 'ab');
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
const segment = fc.constantFrom('a', 'b', 'ab', '*', 'a*', '?', '**', '[ab]');
const rule = fc
  .tuple(fc.constantFrom('', '', '!'), fc.array(segment, { minLength: 1, maxLength: 4 }))
  .map(([sign, names]) => `${sign}${names.join('/')}`);

describe('IgnoreRules', () => {
  it('leave out what BuildKit leaves out, by the judge of the rules that we write', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 6 }), path, (rules, file) => {
        const text = rules.join('\n');
        const walk = new IgnoreRules(text);
        const parts = file.split('/');
        const state = parts.reduce(
          (before, _, index) => walk.below(before, parts.slice(0, index + 1).join('/')),
          walk.start,
        );
        expect(!state.ignored).toBe(looksAt(text, file).isSent);
      }),
      { numRuns: 2000 },
    );
  });
});
