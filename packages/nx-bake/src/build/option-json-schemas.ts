import { toJsonSchema, type JsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { BackendSchema, CacheSchema } from '../cache/cache-options';
import { BuildOptionsSchema } from '../nx/options/build-options';
import { PluginOptionsSchema } from '../nx/options/plugin-options';

const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** Schemas that are said once. */
const NAMED = { CacheBackend: BackendSchema, CacheOption: CacheSchema };

interface OptionsSchema extends JsonSchema {
  readonly properties: Record<string, JsonSchema>;
  readonly $defs: Record<string, JsonSchema>;
}

/** The schema of an object of options, as people may write them. */
function jsonSchema(schema: v.GenericSchema): OptionsSchema {
  const converted = toJsonSchema(schema, {
    typeMode: 'input',
    errorMode: 'ignore',
    definitions: NAMED,
    // the option "cache" is checked by code of its own, and its schema is for documentation
    overrideSchema: ({ valibotSchema }) =>
      valibotSchema.type === 'lazy' ? { $ref: '#/$defs/CacheOption' } : undefined,
  });
  delete converted.$schema;
  return withoutEmptyExamples(converted as OptionsSchema); // an object's, with the definitions above
}

const withoutEmptyExamples = (schema: OptionsSchema): OptionsSchema =>
  JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === 'examples' && Array.isArray(value) && value.length === 0 ? undefined : value,
    ),
  ) as OptionsSchema; // the same without some keys

type Definitions = Readonly<Record<string, JsonSchema>>;

const ALL_TYPES = ['string', 'boolean', 'number', 'array', 'object', 'null'] as const;

/** Nx takes a list without a schema of its items for one without objects. */
const ANYTHING: JsonSchema[] = ALL_TYPES.map((type) =>
  type === 'array' ? { type, items: { anyOf: ALL_TYPES.map((item) => ({ type: item })) } } : { type },
);

/** The JSON types that a schema takes. */
function typesOf({ type, anyOf, const: only, enum: some, $ref }: JsonSchema, defs: Definitions): string[] {
  const named = defs[$ref?.replace('#/$defs/', '') ?? ''];
  if (named !== undefined) return typesOf(named, defs);
  if (anyOf !== undefined) return [...new Set(anyOf.flatMap((one) => typesOf(one as JsonSchema, defs)))];
  if (type !== undefined) return [type].flat();
  return [
    ...new Set([only, ...(some ?? [])].filter((value) => value !== undefined).map((value) => typeof value)),
  ];
}

/** `no-cache` may be written `noCache` as well, and `maxTargets` `max-targets`. */
const otherSpelling = (name: string): string =>
  name.includes('-')
    ? name.replace(/-(\w)/gu, (_, letter: string) => letter.toUpperCase())
    : name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);

/**
 * The executor's schema. Nx checks options by it before it runs a batch, and ends the whole batch at one wrong option,
 * without a word on the project. So all that Nx reads lets every value pass, and the run itself reports what is wrong, in
 * the projects that it is wrong in. Nx does not read `allOf` beside `properties`, and editors do: there is the strict
 * schema. https://github.com/nrwl/nx/blob/22.6.0/packages/nx/src/utils/params.ts
 */
export function executorSchema(): JsonSchema {
  const { properties, $defs, ...strict } = jsonSchema(BuildOptionsSchema);
  const entries = Object.entries(properties);
  const hidden = entries.flatMap(([name, schema]) =>
    otherSpelling(name) === name ? [] : [[otherSpelling(name), { ...schema, doNotSuggest: true }] as const],
  );
  return {
    $schema: DRAFT,
    $id: 'NxBakeDockerBuild',
    version: 2,
    title: 'Build images with docker buildx bake',
    description: 'Builds the images of all tasks of a run with one docker buildx bake.',
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, schema]) => [name, tolerant(schema, $defs)])),
    required: [],
    $defs,
    allOf: [{ ...strict, properties: { ...properties, ...Object.fromEntries(hidden) } }],
  } as JsonSchema; // Nx's own keys are not JSON schema's
}

/** For `--help`, for the command line, and for Nx's check. */
const tolerant = (schema: JsonSchema, defs: Definitions): JsonSchema => ({
  description: schema.description,
  type: typesOf(schema, defs) as JsonSchema['type'],
  ...(schema.examples === undefined ? {} : { examples: schema.examples }),
  anyOf: ANYTHING,
});

/** The plugin's options in nx.json. */
export const pluginOptionsSchema = (): OptionsSchema => ({
  $schema: DRAFT,
  title: 'Options of the plugin nx-bake',
  ...jsonSchema(PluginOptionsSchema),
});

/** A schema for nx.json as a whole: Nx's own, and the options of this plugin. */
export const nxJsonSchema = (): JsonSchema => ({
  $schema: DRAFT,
  title: 'nx.json with the options of nx-bake',
  allOf: [{ $ref: '../../../nx/schemas/nx-schema.json' }],
  properties: {
    plugins: {
      type: 'array',
      items: {
        if: { type: 'object', properties: { plugin: { const: 'nx-bake' } }, required: ['plugin'] },
        then: { properties: { options: { $ref: './plugin-options.schema.json' } } },
      },
    },
  },
});

/** The options of a target, for the types of the package. */
export const buildOptionsSchema = (): OptionsSchema => jsonSchema(BuildOptionsSchema);
