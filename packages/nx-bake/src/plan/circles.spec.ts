import { allFrom, findCircles, leadsTo } from './circles';

const arrows = new Map([
  ['a', ['b', 'out']],
  ['b', ['c']],
  ['c', ['a', 'd']],
  ['d', ['d']],
  ['e', ['a']],
]);

describe('circles', () => {
  it('are found with their paths', () => {
    expect(findCircles(arrows)).toEqual([
      ['a', 'b', 'c', 'a'],
      ['d', 'd'],
    ]);
  });

  it('are not in what only leads there', () => {
    expect(
      findCircles(
        new Map([
          ['e', ['a', 'f']],
          ['f', ['a']],
        ]),
      ),
    ).toEqual([]);
  });

  it('do not hold up the walk', () => {
    expect([...allFrom(arrows, 'e')]).toEqual(['e', 'a', 'b', 'out', 'c', 'd']);
    expect(leadsTo(arrows, 'b', 'a')).toBe(true);
    expect(leadsTo(arrows, 'out', 'a')).toBe(false);
  });
});
