import { emptyTarget, type BakeTarget } from '../plan/bake-plan';

/** A target of a bake plan with as little in it as there can be. */
export const bakeTarget = (set: Partial<BakeTarget> & Pick<BakeTarget, 'name'>): BakeTarget => ({
  ...emptyTarget(set.name),
  context: `packages/${set.name}`,
  ...set,
});
