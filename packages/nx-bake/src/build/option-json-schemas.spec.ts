import Ajv, { type ValidateFunction } from 'ajv';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { checkShape } from '../check-shape';
import { normalizeCache } from '../cache/normalize-cache';
import { recordOf } from '../foreign';
import { BuildOptionsSchema } from '../nx/options/build-options';
import { normalizePluginOptions } from '../nx/options/plugin-options';
import { mergeFlags } from '../nx/targets/merge-flags';
import { executorSchema, nxJsonSchema, pluginOptionsSchema } from './option-json-schemas';

const ROOT = resolve(__dirname, '../../../..');
const ajv = new Ajv({ strict: false, allErrors: true });
const editor = ajv.compile(executorSchema() as object);
const pluginEditor = ajv.compile(pluginOptionsSchema() as object);

/** Whether a run takes the options of a target. */
function runs(options: Readonly<Record<string, unknown>>): boolean {
  const merged = mergeFlags({}, options, []);
  const checked = checkShape(BuildOptionsSchema, merged, { place: 'x' });
  return checked.ok && normalizeCache(recordOf(merged)['cache'], { place: 'cache', hasRegistry: true }).ok;
}

/** Nx's own check, before it calls an executor. */
const nxParams = createRequire(__filename)('nx/src/utils/params') as {
  combineOptionsForExecutor: (
    flags: object,
    configuration: string | undefined,
    target: object,
    schema: object,
    ...rest: unknown[]
  ) => Record<string, unknown>;
};
const byNx = (flags: Record<string, unknown>, options: object) =>
  nxParams.combineOptionsForExecutor(flags, undefined, { options }, executorSchema(), 'orders', '', false);

const RIGHT: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { secret: ['id=npm,src=.npmrc', 'id=token,env=TOKEN'] },
  { secret: 'id=npm,src=.npmrc' },
  { cache: 'registry' },
  { cache: false },
  { cache: ['registry', { type: 'gha' }] },
  { cache: { type: 'registry', layout: 'shared', repository: 'build-cache' } },
  { cache: { backends: ['registry'], write: 'ci', epoch: 2 } },
  { builder: 'ci' },
  { builder: { name: 'ci', driver: 'docker-container', driverOpts: { network: 'host' }, create: true } },
  { buildTarget: false },
  { buildTarget: 'build:production' },
  { imageFile: false, imagesFile: 'dist/a.json', imagesEnvFile: 'dist/a.env' },
  { platforms: ['linux/amd64'], tags: 'a,b' },
  { args: { VERSION: '1', PORT: 80, DEBUG: true } },
  { args: ['VERSION', 'A=1'] },
  { args: { VERSION: null, A: '${A:-1}' } },
  { labels: ['a=b'] },
  { maxTargets: 1, retries: 0, prune: false, failFast: 'true' },
  { noCache: true },
  { 'no-cache': true },
  { 'max-targets': 3, 'dry-run': true },
  { shmSize: '1g', 'extra-hosts': { a: '10.0.0.1' } },
];

const WRONG: readonly Readonly<Record<string, unknown>>[] = [
  { registri: 'x' },
  { secret: { id: 'npm' } },
  { secret: [1] },
  { cache: 'registri' },
  { cache: { type: 'registri' } },
  { cache: { type: 'registry', modus: 'max' } },
  { cache: { write: 'sometimes' } },
  { builder: { driver: 'docker-container' } },
  { builder: { name: 'ci', driver: 'podman' } },
  { buildTarget: true },
  { imageFile: true },
  { maxTargets: 0 },
  { maxTargets: 1.5 },
  { retries: -1 },
  { prune: 'no' },
  { bases: 'both' },
  { progress: 'tty' },
  { registry: '' },
  { labels: ['team'] },
  { labels: { team: null } },
  { args: [1] },
];

describe("the executor's schema", () => {
  it.each(RIGHT)('accepts in editors what runs: %j', (options) => {
    expect(runs(options)).toBe(true);
    expect([editor(options), editor.errors]).toEqual([true, null]);
  });

  it.each(WRONG)('refuses in editors what does not run: %j', (options) => {
    expect(runs(options)).toBe(false);
    expect(editor(options)).toBe(false);
  });

  it.each([...RIGHT, ...WRONG])('lets Nx pass everything, unchanged: %j', (options) => {
    expect(byNx({}, options)).toEqual(options);
  });

  it('says of each option what it is, and what it takes', () => {
    for (const [name, schema] of Object.entries(executorSchema().properties ?? {})) {
      expect([name, recordOf(schema)['description']]).toEqual([name, expect.stringMatching(/\.$/u)]);
      expect([name, recordOf(schema)['type']]).toEqual([name, expect.arrayContaining([expect.any(String)])]);
    }
  });

  it('has examples that it accepts', () => {
    const examples = Object.entries(executorSchema().properties ?? {}).flatMap(([name, schema]) =>
      ((recordOf(schema)['examples'] ?? []) as unknown[]).map((example) => ({ [name]: example })),
    );
    expect(examples.length).toBeGreaterThan(12);
    for (const example of examples) expect([example, editor(example)]).toEqual([example, true]);
  });

  it.each([
    [['--secret=id=npm,src=.npmrc'], { secret: 'id=npm,src=.npmrc' }],
    [['--cache=registry'], { cache: 'registry' }],
    [['--tags=a,b'], { tags: 'a,b' }],
  ])('takes flags as they were typed: %j', (typed, flags) => {
    const merged = mergeFlags({}, byNx({ ...flags }, {}), typed);
    const checked = checkShape(BuildOptionsSchema, merged, { place: 'x' });
    const plain = checkShape(BuildOptionsSchema, flags, { place: 'x' });
    expect(checked).toEqual(plain);
  });
});

describe("the schema of the plugin's options", () => {
  it.each([
    {},
    { registry: 'ghcr.io/acme', targetName: 'image', edges: { ignore: ['acme/legacy'] } },
    { cache: { backends: ['registry'] }, attest: ['type=sbom'] },
  ])('accepts what the plugin takes: %j', (options) => {
    expect(normalizePluginOptions(options).ok).toBe(true);
    expect([pluginEditor(options), pluginEditor.errors]).toEqual([true, null]);
  });

  it.each([{ registri: 'x' }, { targetName: 'a b' }, { edges: { image: false } }, { dockerfile: 'x' }])(
    'refuses what the plugin refuses: %j',
    (options) => {
      expect(normalizePluginOptions(options).ok).toBe(false);
      expect(pluginEditor(options)).toBe(false);
    },
  );

  it('is found through a schema for nx.json', () => {
    const whole = new Ajv({ strict: false })
      .addSchema({ type: 'object' }, 'https://x/nx/schemas/nx-schema.json')
      .addSchema(pluginOptionsSchema() as object, 'https://x/nx-bake/dist/schemas/plugin-options.schema.json')
      .compile({ $id: 'https://x/nx-bake/dist/schemas/nx.schema.json', ...nxJsonSchema() } as object);
    const nxJson = (options: object, plugin = 'nx-bake') => ({ plugins: ['x', { plugin, options }] });
    expect(whole(nxJson({ registry: 'ghcr.io/acme' }))).toBe(true);
    expect(whole(nxJson({ registri: 'ghcr.io/acme' }))).toBe(false);
    expect(whole(nxJson({ registri: 'x' }, '@nx/docker'))).toBe(true);
  });
});

/** JSON blocks of the docs that are whole files, or parts of them with options. */
const BLOCKS = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)]
  .filter((path) => path.endsWith('.md'))
  .flatMap((path) =>
    [...readFileSync(join(ROOT, path), 'utf8').matchAll(/^ *```json\n([^]*?)^ *```/gmu)].map(
      ([, text = '']) => ({
        path,
        text,
      }),
    ),
  );

/** Options in a block, with what checks them. */
function optionsIn(text: string): [ValidateFunction, unknown][] {
  const block = recordOf(JSON.parse(text));
  const plugins = Array.isArray(block['plugins']) ? block['plugins'] : [];
  const targets = Object.entries({ ...recordOf(block['targets']), ...recordOf(block['targetDefaults']) });
  const options = [
    ...plugins.flatMap((one): [ValidateFunction, unknown][] =>
      recordOf(one)['plugin'] === 'nx-bake' ? [[pluginEditor, recordOf(one)['options'] ?? {}]] : [],
    ),
    ...targets.flatMap(([name, target]): [ValidateFunction, unknown][] =>
      name === 'docker-build' || recordOf(target)['executor'] === 'nx-bake:docker-build'
        ? [[editor, recordOf(target)['options'] ?? {}]]
        : [],
    ),
  ];
  const isBare = Object.keys(block).every((key) => Object.hasOwn(BuildOptionsSchema.entries, key));
  return isBare ? [[editor, block]] : options;
}

describe('the examples of the docs', () => {
  it('are found', () => {
    expect(BLOCKS.flatMap(({ text }) => optionsIn(text)).length).toBeGreaterThan(5);
  });

  it.each(BLOCKS)('$path: $text', ({ text }) => {
    for (const [validate, options] of optionsIn(text))
      expect([validate(options), validate.errors]).toEqual([true, null]);
  });
});
