import type { JsonSchema } from '@valibot/to-json-schema';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { buildOptionsSchema, pluginOptionsSchema } from './option-json-schemas';

const HEAD = `import type { CreateDependencies, CreateNodesV2 } from '@nx/devkit';

export declare const createDependencies: CreateDependencies<PluginOptions>;
export declare const createNodes: CreateNodesV2<PluginOptions>;
export declare const createNodesV2: CreateNodesV2<PluginOptions>;
`;

/**
 * The declarations of the package: plain interfaces with the descriptions that the schemas have.
 *
 * @param read reads a file of the folder schemas
 */
export async function packageTypes(read: (name: string) => string): Promise<string> {
  const file = (name: string): JSONSchema =>
    JSON.parse(
      read(`${name}.schema.json`).replaceAll('"image.schema.json"', '"#/definitions/ImageRecord"'),
    ) as JSONSchema; // our own files
  const plugin = forCode(pluginOptionsSchema());
  const build = forCode(buildOptionsSchema());
  const graph = file('graph');
  const all: JSONSchema = {
    type: 'object',
    definitions: {
      ...(plugin.$defs as JSONSchema['definitions']),
      PluginOptions: bare(plugin),
      BuildOptions: bare(build),
      ImageRecord: bare(file('image')),
      ImagesFile: bare(file('images')),
      ...graph.definitions,
      GraphView: bare(graph),
    },
  };
  const text = await compile(atOnePlace(all), ROOT, {
    bannerComment: '',
    additionalProperties: false,
    unreachableDefinitions: true,
  });
  return `${HEAD}\n${declarations(text)}`;
}

const ROOT = 'Everything';

const HEADING = new Set(['$id', '$schema', 'title', '$defs', 'definitions']);

const bare = (schema: JSONSchema): JSONSchema =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => !HEADING.has(key)));

const atOnePlace = (schema: JSONSchema): JSONSchema =>
  JSON.parse(JSON.stringify(schema).replaceAll('#/$defs/', '#/definitions/')) as JSONSchema; // only its references change

/** Without the root, which is none of the types, and without words on where a type is used. */
const declarations = (text: string): string =>
  text
    .replace(new RegExp(`export interface ${ROOT} \\{\\}\\n`, 'u'), '')
    .replace(/(?:\n \*)*\n \* This (?:interface|type) was referenced by [^]*?(?=\n \*\/)/gu, '')
    .replace(/\/\*\*\n \*\/\n/gu, '');

/** Code has no need of the strings that flags of the command line are. */
function forCode(schema: JsonSchema): JSONSchema {
  const text = JSON.stringify(schema, (_key, value: unknown) =>
    isUnion(value)
      ? { ...value, anyOf: value.anyOf.filter((one) => !FLAG_TEXTS.includes(JSON.stringify(one))) }
      : value,
  );
  return JSON.parse(text) as JSONSchema; // a JSON schema without some alternatives is one
}

const FLAG_TEXTS = [
  '{"enum":["true","false"],"type":"string"}',
  '{"const":"false"}',
  '{"const":"false","type":"string"}',
  '{"type":"string","pattern":"^\\\\d+$"}',
  '{"type":"string","pattern":"^0*[1-9]\\\\d*$"}',
];

const isUnion = (value: unknown): value is { anyOf: unknown[] } =>
  typeof value === 'object' && value !== null && 'anyOf' in value && Array.isArray(value.anyOf);
