import { bakeTarget } from '../testing/bake-target';
import { allBasesOf, basesOf } from './links';

/** `linked({ web: ['base'] })`: targets by name with the bases that they are linked to. */
const linked = (bases: Readonly<Record<string, readonly string[]>>) =>
  new Map(
    Object.entries(bases).map(([name, of]) => [
      name,
      bakeTarget({
        name,
        contexts: Object.fromEntries(of.map((base) => [`acme/${base}`, `target:${base}`])),
      }),
    ]),
  );

describe('basesOf', () => {
  it('is every context that is a target, and no other', () => {
    const contexts = {
      'acme/base': 'target:base',
      docs: './docs',
      node: 'docker-image://node:22',
      lib: 'target:lib',
    };
    expect(basesOf(bakeTarget({ name: 'web', contexts }))).toEqual(['base', 'lib']);
  });
});

describe('allBasesOf', () => {
  it.each<{ what: string; links: Record<string, string[]>; expected: string[] }>([
    { what: 'no link', links: { web: [] }, expected: [] },
    { what: 'one', links: { web: ['base'], base: [] }, expected: ['base'] },
    { what: 'a chain', links: { web: ['node'], node: ['os'], os: [] }, expected: ['node', 'os'] },
    {
      what: 'two ways to one',
      links: { web: ['a', 'b'], a: ['os'], b: ['os'], os: [] },
      expected: ['a', 'b', 'os'],
    },
    { what: 'a target that is not in the plan', links: { web: ['gone'] }, expected: ['gone'] },
    { what: 'a name that is not in the plan', links: {}, expected: [] },
    { what: 'a circle, which bake refuses', links: { web: ['base'], base: ['web'] }, expected: ['base'] },
  ])('$what', ({ links, expected }) => {
    expect([...allBasesOf('web', linked(links))].sort()).toEqual(expected);
  });
});
