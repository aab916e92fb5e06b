import type { BakeTarget } from '../plan/bake-plan';

/** A target of a bake plan with as little in it as there can be. */
export const bakeTarget = (set: Partial<BakeTarget> & Pick<BakeTarget, 'name'>): BakeTarget => ({
  project: set.name,
  context: `packages/${set.name}`,
  dockerfile: 'Dockerfile',
  contexts: {},
  args: {},
  labels: {},
  annotations: [],
  tags: [],
  platforms: [],
  cacheFrom: [],
  cacheTo: [],
  output: 'cacheonly',
  secret: [],
  ssh: [],
  attest: [],
  noCache: false,
  noCacheFilter: [],
  pull: false,
  extraHosts: {},
  ulimits: [],
  entitlements: [],
  readsContext: true,
  pruning: { enabled: false, kept: [], named: [] },
  ...set,
});
