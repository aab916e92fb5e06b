import fc from 'fast-check';
import { bakeTarget } from '../testing/bake-target';
import type { BakeTarget } from './bake-plan';
import { nextCall, pinnedBases, plannedCalls } from './levels';
import { basesOf } from './links';

const CACHE = [{ type: 'registry' as const, ref: { repository: 'cache' }, attributes: {} }];

const targetsOf = (
  links: Readonly<Record<string, readonly string[]>>,
  cached = true,
): Map<string, BakeTarget> =>
  new Map(
    Object.entries(links).map(([name, bases]) => [
      name,
      bakeTarget({
        name,
        contexts: Object.fromEntries(bases.map((base) => [base, `target:${base}`])),
        cacheFrom: cached ? CACHE : [],
      }),
    ]),
  );

describe('pinnedBases', () => {
  it.each<[what: string, links: Record<string, string[]>, cached: boolean, expected: string[]]>([
    ['links and caches', { a: ['b'], b: [] }, true, ['b']],
    ['links without caches', { a: ['b'], b: [] }, false, []],
    ['caches without links', { a: [], b: [] }, true, []],
  ])('%s', (_what, links, cached, expected) => {
    expect([...pinnedBases(targetsOf(links, cached), true)]).toEqual(expected);
  });

  it('links a base that reads nothing of its context, remote caches or not', () => {
    const targets = targetsOf({ a: ['b'], b: ['c'], c: [] });
    targets.set('b', { ...targets.get('b')!, readsContext: false });
    const pinned = pinnedBases(targets, true);
    expect([...pinned]).toEqual(['c']);
    expect(plannedCalls(['a'], targets, { pinned, size: 50 })).toEqual([['c'], ['a']]);
  });

  it('links all bases, in one call, where the builder cannot hand anything on', () => {
    const targets = targetsOf({ c: [], b: ['c'], a: ['b'] });
    const pinned = pinnedBases(targets, false);
    expect([...pinned]).toEqual([]);
    expect(plannedCalls(['c', 'b', 'a'], targets, { pinned, size: 50 })).toEqual([['c', 'b', 'a']]);
  });
});

describe('plannedCalls', () => {
  it.each<{
    what: string;
    links: Record<string, string[]>;
    names?: string[];
    size?: number;
    calls: string[][];
  }>([
    { what: 'no links', links: { a: [], b: [] }, calls: [['a', 'b']] },
    {
      what: 'the base first, all else together',
      links: { a: ['z'], b: [], z: [] },
      calls: [['z'], ['a', 'b']],
    },
    { what: 'a base that nobody asked for', links: { a: ['z'], z: [] }, names: ['a'], calls: [['z'], ['a']] },
    { what: 'a chain', links: { a: ['b'], b: ['c'], c: [], d: [] }, calls: [['c'], ['b'], ['a', 'd']] },
    {
      what: 'all users of a base in the call after it',
      links: { a: ['b'], b: ['c'], u: ['c'], c: [], d: [] },
      calls: [['c'], ['b', 'u'], ['a', 'd']],
    },
    { what: 'levels in parts', links: { a: ['z'], b: ['z'], z: [] }, size: 1, calls: [['z'], ['a'], ['b']] },
  ])('$what', ({ links, names = Object.keys(links), size = 50, calls }) => {
    const targets = targetsOf(links);
    expect(plannedCalls(names, targets, { pinned: pinnedBases(targets, true), size })).toEqual(calls);
  });

  it('builds each target once, after its bases', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    // only to later names, so that there is no circle
    const links = fc.tuple(...names.map((_, index) => fc.subarray(names.slice(index + 1))));
    fc.assert(
      fc.property(links, fc.integer({ min: 1, max: 6 }), (bases, size) => {
        const targets = targetsOf(Object.fromEntries(names.map((name, index) => [name, bases[index] ?? []])));
        const calls = plannedCalls(names, targets, { pinned: pinnedBases(targets, true), size });
        expect(calls.flat().sort()).toEqual(names);
        for (const target of targets.values()) {
          const callOf = (name: string): number => calls.findIndex((call) => call.includes(name));
          for (const base of basesOf(target)) expect(callOf(base)).toBeLessThan(callOf(target.name));
        }
      }),
    );
  });
});

describe('nextCall', () => {
  it('waits for nothing that is done', () => {
    const targets = targetsOf({ a: ['z'], b: [], z: [] });
    expect(nextCall({ names: ['a', 'b'], targets, pinned: new Set(['z']), size: 50 })).toEqual({
      names: ['a', 'b'],
      isFull: false,
    });
  });
});
