import fc from 'fast-check';
import { bakeTarget } from '../testing/bake-target';
import type { BakeTarget } from './bake-plan';
import { allBasesOf } from './links';
import { waves } from './waves';

type Links = Readonly<Record<string, readonly string[]>>;

const linked = (links: Links): Map<string, BakeTarget> =>
  new Map(
    Object.entries(links).map(([name, bases]) => [
      name,
      bakeTarget({ name, contexts: Object.fromEntries(bases.map((base) => [base, `target:${base}`])) }),
    ]),
  );

const alone = (...names: string[]): Links => Object.fromEntries(names.map((name) => [name, []]));

describe('waves', () => {
  it.each<{ name: string; links: Links; names?: string[]; size: number; expected: string[][] }>([
    { name: 'nothing', links: {}, size: 5, expected: [] },
    { name: 'one call when they fit', links: alone('a', 'b', 'c'), size: 3, expected: [['a', 'b', 'c']] },
    { name: 'in order', links: alone('a', 'b', 'c'), size: 2, expected: [['a', 'b'], ['c']] },
    { name: 'one by one', links: alone('a', 'b'), size: 1, expected: [['a'], ['b']] },
    {
      name: 'a base with its users',
      links: { a: ['z'], b: [], c: ['z'], z: [] },
      size: 3,
      expected: [['b'], ['z', 'a', 'c']],
    },
    {
      name: 'a base that nobody asked for counts',
      links: { a: ['z'], b: ['z'], c: [], z: [] },
      names: ['a', 'b', 'c'],
      size: 3,
      expected: [['a', 'b'], ['c']],
    },
    {
      name: 'more users than fit: the base first, and counted in each call',
      links: { a: ['z'], b: ['z'], c: ['z'], d: ['z'], z: [] },
      size: 3,
      expected: [
        ['z', 'a', 'b'],
        ['c', 'd'],
      ],
    },
    {
      name: 'a chain that is longer than a call goes from its end',
      links: { a: ['b'], b: ['c'], c: [] },
      size: 2,
      expected: [['c', 'b'], ['a']],
    },
  ])('$name', ({ links, names = Object.keys(links), size, expected }) => {
    expect(waves(names, linked(links), size)).toEqual(expected);
  });

  /** Each target may be linked to such as come before it. */
  const plans = fc
    .array(fc.array(fc.nat({ max: 30 }), { maxLength: 2 }), { minLength: 1, maxLength: 30 })
    .map((all) => Object.fromEntries(all.map((bases, i) => [`t${i}`, basesBefore(bases, i)])));
  const basesBefore = (bases: readonly number[], index: number): string[] => [
    ...new Set(bases.filter((base) => base < index).map((base) => `t${base}`)),
  ];
  const sizes = fc.integer({ min: 1, max: 12 });
  const countOf = (names: readonly string[], targets: ReadonlyMap<string, BakeTarget>): number =>
    new Set(names.flatMap((name) => [name, ...allBasesOf(name, targets)])).size;

  it('has every name in exactly one call', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...Array(30).keys()]), plans, sizes, (order, links, size) => {
        const names = order.map((i) => `t${i}`).filter((name) => name in links);
        expect(waves(names, linked(links), size).flat().sort()).toEqual([...names].sort());
      }),
    );
  });

  it('is one call when all fit, and no call is larger than it may be unless it is one target with its bases', () => {
    fc.assert(
      fc.property(plans, sizes, (links, size) => {
        const targets = linked(links);
        const calls = waves(Object.keys(links), targets, size);
        if (targets.size <= size) expect(calls).toHaveLength(1);
        for (const call of calls) expect(countOf(call, targets) <= size || call.length === 1).toBe(true);
      }),
    );
  });

  it('keeps linked ones together when they fit into one call, and bases never come after their users', () => {
    fc.assert(
      fc.property(plans, sizes, (links, size) => {
        const targets = linked(links);
        const calls = waves(Object.keys(links), targets, size);
        const callOf = (name: string): number => calls.findIndex((call) => call.includes(name));
        for (const name of Object.keys(links)) {
          const bases = [...allBasesOf(name, targets)];
          for (const base of bases) expect(callOf(base)).toBeLessThanOrEqual(callOf(name));
          if (familyOf(name, targets).size <= size)
            for (const base of bases) expect(callOf(base)).toBe(callOf(name));
        }
      }),
    );
  });

  /** All that are linked with a target over any number of steps. */
  function familyOf(name: string, targets: ReadonlyMap<string, BakeTarget>): Set<string> {
    const family = new Set([name]);
    for (let before = 0; before < family.size;) {
      before = family.size;
      for (const other of targets.keys()) {
        const keys = [other, ...allBasesOf(other, targets)];
        if (keys.some((key) => family.has(key))) keys.forEach((key) => family.add(key));
      }
    }
    return family;
  }
});
