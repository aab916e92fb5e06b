import { findMissingGhaEnvironment } from './gha-environment';

const gha = (attributes: Record<string, string> = {}) => [
  { from: [{ type: 'gha' as const, attributes }], to: [] },
];
const TOKEN = { ACTIONS_RUNTIME_TOKEN: 't' };

describe('findMissingGhaEnvironment', () => {
  it.each([
    [{}, {}, ['ACTIONS_RESULTS_URL', 'ACTIONS_RUNTIME_TOKEN']],
    [{}, { ...TOKEN, ACTIONS_RESULTS_URL: '' }, ['ACTIONS_RESULTS_URL']],
    [{ url: 'http://cache' }, {}, ['ACTIONS_RUNTIME_TOKEN']],
  ])('misses with %p and %p', (attributes, environment, missing) => {
    expect(findMissingGhaEnvironment(gha(attributes), environment)).toEqual([
      { kind: 'gha-environment', missing },
    ]);
  });

  it.each([
    [gha(), { ...TOKEN, ACTIONS_RESULTS_URL: 'u' }],
    [gha(), { ...TOKEN, ACTIONS_CACHE_URL: 'u' }],
    [gha({ url_v2: 'u' }), TOKEN],
    [[{ from: [], to: [{ type: 'inline' as const, attributes: {} }] }], {}],
  ])('has all that %p needs', (targets, environment) => {
    expect(findMissingGhaEnvironment(targets, environment)).toEqual([]);
  });
});
