import * as v from 'valibot';
import { checkShape } from './check-shape';
import { formatProblem } from './problems';

const schema = v.strictObject({
  names: v.optional(v.array(v.string())),
  deep: v.optional(v.strictObject({ flag: v.boolean() })),
  either: v.optional(v.union([v.string(), v.array(v.string())], 'a string or a list')),
});

const problems = (raw: unknown): string[] => {
  const checked = checkShape(schema, raw, { place: 'here', project: 'api' });
  return checked.ok ? [] : checked.problems.map(formatProblem);
};

describe('checkShape', () => {
  it('gives the typed value', () => {
    expect(checkShape(schema, { names: ['a'] }, { place: 'here' })).toEqual({
      ok: true,
      value: { names: ['a'] },
    });
  });

  it('names unknown keys with those that are known there', () => {
    expect(problems({ nams: [], deep: { flag: true, flags: 1 } })).toEqual([
      'NX_BAKE_UNKNOWN_OPTION: [api] here: deep has no option "flags". Known options: flag.',
      'NX_BAKE_UNKNOWN_OPTION: [api] here has no option "nams". Known options: deep, either, names.',
    ]);
  });

  it('gives the path, the value that was found and what is expected', () => {
    expect(problems({ names: ['a', 7] })).toEqual([
      'NX_BAKE_INVALID_OPTION: [api] here: names[1] is 7. Set it to a string.',
    ]);
    expect(problems({ either: 7 })).toEqual([
      'NX_BAKE_INVALID_OPTION: [api] here: either is 7. Set it to a string or a list.',
    ]);
  });

  it('goes into the alternative that the value came closest to', () => {
    expect(problems({ either: ['a', 7] })).toEqual([
      'NX_BAKE_INVALID_OPTION: [api] here: either[1] is 7. Set it to a string.',
    ]);
  });

  it('shortens what is long', () => {
    expect(problems({ names: 'x'.repeat(500) })[0]?.length).toBeLessThan(200);
  });
});
