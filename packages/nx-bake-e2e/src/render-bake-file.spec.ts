import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BakeVariables } from '../../nx-bake/src/hcl/bake-variables';
import { renderBakeFile } from '../../nx-bake/src/hcl/render-bake-file';
import type { BakePlan, BakeTarget } from '../../nx-bake/src/plan/bake-plan';
import { bakeTarget } from '../../nx-bake/src/testing/bake-target';
import { GOLDEN_PLAN, GOLDEN_VARIABLES } from '../../nx-bake/src/testing/golden-plan';
import { hostileMap, hostileMapOf, hostileText, nfc, nfcMap } from '../../nx-bake/src/testing/hostile-text';
import { must } from './kit/run';

type Printed = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const folder = mkdtempSync(join(tmpdir(), 'nx-bake-render-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Reads a plan's file with bake itself; needs no engine. */
async function print(text: string, env: Readonly<Record<string, string>> = {}): Promise<Printed> {
  const file = join(folder, 'docker-bake.hcl');
  writeFileSync(file, text);
  const silent = { NX_BAKE_REGISTRY: undefined, NX_BAKE_TAG: undefined, NX_BAKE_CACHE_SCOPE: undefined };
  const options = { cwd: folder, env: { ...silent, SOURCE_DATE_EPOCH: undefined, ...env } };
  const stdout = await must('docker', ['buildx', 'bake', '--print', '--file', file], options);
  return (JSON.parse(stdout) as { target: Printed }).target; // https://docs.docker.com/reference/cli/docker/buildx/bake/#print
}

/** In these places `--print` escapes templates again; elsewhere it does not. */
const unescape = (text: string): string => text.replace(/([$%])\1\{/gu, '$1{');

const unescapeMap = (map: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries((map ?? {}) as Record<string, string>).map(([key, value]) => [key, unescape(value)]),
  );

/** For places where bake reads an empty text as none. */
const notEmpty = hostileText.filter((text) => text !== '');

/** Bake cleans paths. */
const path = hostileText.map((text) => `packages/x${text.replaceAll('/', '')}`);

type Place =
  | 'args'
  | 'labels'
  | 'contexts'
  | 'extra-hosts'
  | 'context'
  | 'dockerfile'
  | 'description'
  | 'target'
  | 'no-cache-filter';

const placesOf = (read: Readonly<Record<string, unknown>>): Record<Place, unknown> => ({
  args: unescapeMap(read['args']),
  labels: unescapeMap(read['labels']),
  contexts: read['contexts'] ?? {},
  'extra-hosts': unescapeMap(read['extra-hosts']),
  context: read['context'],
  dockerfile: read['dockerfile'],
  description: read['description'],
  target: read['target'],
  'no-cache-filter': read['no-cache-filter'] ?? [],
});

const expectedPlaces = (place: Pick<BakeTarget, Place>): Record<Place, unknown> => ({
  args: nfcMap(place.args),
  labels: nfcMap(place.labels),
  contexts: nfcMap(place.contexts),
  'extra-hosts': nfcMap(place['extra-hosts']),
  context: nfc(place.context),
  dockerfile: nfc(place.dockerfile),
  description: nfc(place.description ?? ''),
  target: nfc(place.target ?? ''),
  'no-cache-filter': place['no-cache-filter'].map(nfc),
});

describe('docker buildx bake --print', () => {
  it('reads hostile texts as what was in the plan', async () => {
    const places = fc.record({
      args: hostileMap,
      labels: hostileMap,
      contexts: hostileMapOf(path),
      'extra-hosts': hostileMapOf(notEmpty),
      context: path,
      dockerfile: path,
      description: notEmpty,
      target: notEmpty,
      'no-cache-filter': fc.uniqueArray(notEmpty, { maxLength: 4, selector: nfc }),
    });
    const plans = fc.array(places, { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(plans, fc.constantFrom(undefined, GOLDEN_VARIABLES), async (hostile, variables) => {
        const targets = hostile.map((place, index) => bakeTarget({ name: `t${index}`, ...place }));
        const printed = await print(renderBakeFile({ targets }, variables));
        expect(targets.map(({ name }) => placesOf(printed[name] ?? {}))).toEqual(hostile.map(expectedPlaces));
      }),
      { numRuns: 25 },
    );
  });

  it('reads hostile cache parameters', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileText, { minLength: 1, maxLength: 20 }), async (values) => {
        const plan: BakePlan = {
          targets: values.map((value, index) =>
            bakeTarget({
              name: `t${index}`,
              cacheTo: [{ type: 'gha', attributes: { scope: value, mode: 'max' } }],
            }),
          ),
        };
        const printed = await print(renderBakeFile(plan));
        const read = values.map((_, index) => printed[`t${index}`]?.['cache-to']);
        expect(read).toEqual(values.map((value) => [{ type: 'gha', scope: nfc(value), mode: 'max' }]));
      }),
      { numRuns: 25 },
    );
  });
});

describe('the committed bake file', () => {
  const plan: BakePlan = {
    targets: GOLDEN_PLAN.targets.map((target) => ({ ...target, ssh: [], secret: [] })),
  };
  const read = async (env: Readonly<Record<string, string>>, variables: BakeVariables = GOLDEN_VARIABLES) => {
    const printed = await print(renderBakeFile(plan, variables), env);
    return { api: printed['acme-web-api-3f2a'], orders: printed['orders'] };
  };
  const registryCache = (ref: string) => ({ type: 'registry', ref });

  it('means the same as the file of a run, but for the outputs', async () => {
    const withoutOutput = (attributes: Printed[string]) =>
      Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== 'output'));
    const run = Object.entries(await print(renderBakeFile(plan)));
    expect(await print(renderBakeFile(plan, GOLDEN_VARIABLES))).toEqual(
      Object.fromEntries(run.map(([name, attributes]) => [name, withoutOutput(attributes)])),
    );
  });

  it('takes registry, tag and cache scope from the environment', async () => {
    const { api, orders } = await read({
      NX_BAKE_REGISTRY: 'ghcr.io/acme',
      NX_BAKE_TAG: 'v7',
      NX_BAKE_CACHE_SCOPE: 'main',
    });
    expect(api).toMatchObject({
      tags: ['ghcr.io/acme/acme/web-api:v7', 'ghcr.io/acme/acme/web-api:v1'],
      'cache-from': [registryCache('ghcr.io/acme/acme/web-api-build-cache:main')],
      'cache-to': [
        {
          ...registryCache('ghcr.io/acme/acme/web-api-build-cache:main'),
          mode: 'max',
          'ignore-error': 'true',
        },
      ],
    });
    expect(orders).toMatchObject({
      tags: ['registry.example.com:5000/orders:2.1'],
      'cache-to': [{ type: 'gha' }, registryCache('ghcr.io/acme/orders:build-cache.main')],
    });
  });

  it('takes them from its own defaults otherwise', async () => {
    const { api } = await read({}, { registry: 'localhost:5000', tag: 'edge', cacheScope: '' });
    expect(api).toMatchObject({
      tags: ['localhost:5000/acme/web-api:edge', 'localhost:5000/acme/web-api:v1'],
      'cache-from': [registryCache('localhost:5000/acme/web-api-build-cache')],
    });
  });

  it('leaves the output to --push and --load', async () => {
    const { api } = await read({});
    expect(api).not.toHaveProperty('output');
  });

  it('is not steered by the environment in a run', async () => {
    const text = renderBakeFile(plan);
    expect(await print(text, { NX_BAKE_REGISTRY: 'evil.example', NX_BAKE_TAG: 'v7' })).toEqual(
      await print(text),
    );
  });
});
