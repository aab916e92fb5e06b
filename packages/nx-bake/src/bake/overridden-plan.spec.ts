import { formatImageRef } from '../images/image-ref';
import { bakeTarget } from '../testing/bake-target';
import { printedPlan } from './overridden-plan';

/** As `docker buildx bake --print` of buildx 0.29 has it. */
const printed = (target: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ group: { default: { targets: ['orders'] } }, target });

const orders = bakeTarget({
  name: 'orders',
  output: 'push',
  tags: [{ repository: 'acme/orders', tag: '1' }],
  labels: { old: 'yes' },
  cacheFrom: [{ type: 'registry', ref: { repository: 'cache/orders' }, attributes: {} }],
});
const plan = { targets: [orders] };

describe('printedPlan', () => {
  it('has the names, links and labels that bake will use', () => {
    const json = printed({
      orders: {
        context: 'services/orders',
        dockerfile: 'Dockerfile',
        contexts: { base: 'target:base' },
        labels: { team: 'shop', price: '$${5} %%{6}', gone: null },
        tags: ['ghcr.io/acme/orders:2', 'acme/orders'],
        platforms: ['linux/arm64'],
        output: [{ type: 'image', push: 'true' }],
      },
      base: { context: 'base', dockerfile: 'Dockerfile', output: [{ type: 'cacheonly' }] },
    });
    const [changed, base] = printedPlan(plan, json).targets;
    expect(changed).toMatchObject({
      context: 'services/orders',
      contexts: { base: 'target:base' },
      labels: { team: 'shop', price: '${5} %{6}' },
      platforms: ['linux/arm64'],
      output: 'push',
      cacheFrom: orders.cacheFrom,
    });
    expect(changed?.tags.map(formatImageRef)).toEqual(['ghcr.io/acme/orders:2', 'acme/orders']);
    expect(base).toEqual(bakeTarget({ name: 'base', context: 'base', readsContext: false }));
  });

  it.each([
    ['push', [{ type: 'registry' }]],
    ['push', [{ type: 'docker' }, { type: 'image', push: 'true' }]],
    ['load', [{ type: 'docker' }]],
    ['cacheonly', [{ type: 'image' }]],
    ['cacheonly', [{ type: 'local', dest: 'out' }]],
    ['cacheonly', []],
  ])('%s: %j', (output, outputs) => {
    const [target] = printedPlan(plan, printed({ orders: { output: outputs } })).targets;
    expect(target?.output).toBe(output);
  });

  it('leaves a target alone that bake did not print', () => {
    expect(printedPlan(plan, printed({}))).toEqual(plan);
  });
});
