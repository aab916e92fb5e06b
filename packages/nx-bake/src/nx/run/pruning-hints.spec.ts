import { NOTHING_SEEN, unseenFailure, type Outcome } from '../../bake/outcomes/outcome';
import type { BakeTarget } from '../../plan/bake-plan';
import { bakeTarget } from '../../testing/bake-target';
import { pruningHints } from './pruning-hints';

const PROJECTS = ['.', 'apps/one', 'apps/two', 'libs/lib'];

const hintFor = (outcome: Outcome, more: Partial<BakeTarget> = {}): string | undefined => {
  const target = bakeTarget({
    context: '.',
    readsContext: true,
    pruning: { enabled: true, kept: ['apps/one'], named: [] },
    ...more,
    name: 'one',
  });
  return pruningHints({ targets: [target] }, { outcomes: new Map([['one', outcome]]) }, PROJECTS).get('one');
};

const failed = (log: string) => unseenFailure({ failureClass: 'step', reason: 'cat failed', log });

describe('pruningHints', () => {
  it('names what was left out of the context of a failed step', () => {
    expect(hintFor(failed('no such file'))).toMatch(/^apps\/two, libs\/lib were left out .*"prune": false$/u);
  });

  it('begins with what the log names', () => {
    expect(hintFor(failed('cat: libs/lib/x: No such file'))).toMatch(
      /^the log names libs\/lib\. libs\/lib, apps\/two were left out/u,
    );
  });

  it('says nothing where nothing was left out, and of other ends', () => {
    const pruning = { enabled: true, kept: PROJECTS, named: [] };
    expect(hintFor(failed(''), { pruning })).toBeUndefined();
    expect(hintFor(failed(''), { pruning: { ...pruning, enabled: false, kept: [] } })).toBeUndefined();
    expect(hintFor(unseenFailure({ failureClass: 'registry', reason: 'x' }))).toBeUndefined();
    expect(hintFor({ kind: 'skipped', base: 'b', ...NOTHING_SEEN })).toBeUndefined();
  });
});
