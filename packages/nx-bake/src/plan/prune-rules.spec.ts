import { pruneRules, type PruneQuestion } from './prune-rules';

const rules = (question: Partial<PruneQuestion>): string[] =>
  pruneRules({ projects: [], kept: new Set(), named: [], entriesOf: () => [], ...question });

describe('pruneRules', () => {
  it('has nothing to say where every project stays', () => {
    expect(rules({ projects: ['a', 'b'], kept: new Set(['a', 'b']), named: ['a/x'] })).toEqual([]);
  });

  it('leaves out one project by its name', () => {
    expect(rules({ projects: ['apps/api', 'apps/web'], kept: new Set(['apps/api']) })).toEqual(['apps/web']);
  });

  it('leaves out many by their parent and takes back what stays, projects or not', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((name) => `apps/${name}`);
    const entriesOf = (): string[] => ['a', 'b', 'c', 'd', 'e', 'README.md'];
    expect(rules({ projects: many, kept: new Set(['apps/a']), entriesOf })).toEqual([
      'apps/*',
      '!apps/a',
      '!apps/README.md',
    ]);
  });

  it('keeps a project inside one that is left out', () => {
    expect(rules({ projects: ['libs/ui', 'libs/ui/icons'], kept: new Set(['libs/ui/icons']) })).toEqual([
      'libs/ui',
      '!libs/ui/icons',
    ]);
  });

  it('leaves out a project inside one that stays', () => {
    expect(rules({ projects: ['apps/api', 'apps/api/e2e'], kept: new Set(['apps/api']) })).toEqual([
      'apps/api/e2e',
    ]);
  });

  it('never leaves out the project that is the context itself', () => {
    expect(rules({ projects: ['.', 'apps/web'], kept: new Set() })).toEqual(['apps/web']);
  });

  it('keeps what the Dockerfile names, but takes `.` for no name', () => {
    const named = ['.', 'apps/*/package.json', 'apps/web/config'];
    expect(rules({ projects: ['apps/web'], named })).toEqual([
      'apps/web',
      '!apps/*/package.json',
      '!apps/*/package.json/**',
      '!apps/web/config',
      '!apps/web/config/**',
    ]);
  });

  it('takes brackets and stars in a folder for themselves', () => {
    expect(rules({ projects: ['apps/[id]'] })).toEqual([String.raw`apps/\[id\]`]);
  });

  it('makes no comment, no negation and no trimmed line of a folder', () => {
    expect(rules({ projects: ['#a', '!b', 'c ', 'd\ne'] })).toEqual(['[!]b', '[#]a', 'c[ ]', 'd?e']);
  });
});
