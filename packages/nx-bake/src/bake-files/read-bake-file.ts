import { recordOf, textOf, type Foreign } from '../foreign';
import { EMPTY_BLOCK, isExpression, type BakeStructure, type TargetBlock } from './bake-structure';
import { parseHcl, type HclBlocks } from './parse-hcl';
import { readComposeFile } from './read-compose-file';

/** Reads one file by its kind, which its name tells as bake itself decides it. Undefined where it cannot be read. */
export function readBakeFile(text: string, path: string): BakeStructure | undefined {
  if (/\.ya?ml$/u.test(path)) return readComposeFile(text);
  const blocks = path.endsWith('.json') ? jsonBlocks(text) : parseHcl(text);
  return blocks === undefined ? undefined : structureOf(blocks);
}

/** In JSON a label stands for one block, or for a list of them. */
function jsonBlocks(text: string): HclBlocks | undefined {
  const parsed = parseJson(text);
  if (parsed === undefined) return undefined;
  const blocks = (labels: unknown): Record<string, readonly Foreign[]> =>
    Object.fromEntries(
      Object.entries(recordOf(labels)).map(([label, block]) => [
        label,
        Array.isArray(block) ? block.map(recordOf) : [recordOf(block)],
      ]),
    );
  return Object.fromEntries(Object.entries(recordOf(parsed)).map(([type, labels]) => [type, blocks(labels)]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Keys that bake ignores without a word, and what was meant. */
const MEANT: Readonly<Record<string, string>> = { targets: 'target', groups: 'group', variables: 'variable' };

function structureOf(blocks: HclBlocks): BakeStructure {
  const { target = {}, group = {}, variable = {} } = blocks;
  const targets = Object.entries(target).map(([name, list]) => targetBlock(name, list));
  const groups = Object.entries(group).map(
    ([name, list]) => [name, list.flatMap((one) => texts(one['targets']))] as const,
  );
  const variables = Object.entries(variable).map(
    ([name, list]) => [name, literal(list.at(-1)?.['default'])] as const,
  );
  const meant = Object.keys(blocks).filter((key) => Object.hasOwn(MEANT, key));
  return {
    targets: new Map(targets.map((one) => [one.name, one])),
    groups: new Map(groups),
    variables: new Map(variables),
    notes: meant.map((key) => `bake does not know "${key}": "${MEANT[key] ?? ''}" is meant`),
  };
}

/** Bake puts all blocks of one label together, later attributes over earlier ones. */
function targetBlock(name: string, blocks: readonly Foreign[]): TargetBlock {
  const merged: Foreign = Object.assign({}, ...blocks) as Foreign;
  return {
    ...EMPTY_BLOCK,
    name,
    context: textOf(merged['context']),
    dockerfile: textOf(merged['dockerfile']),
    isInline: merged['dockerfile-inline'] !== undefined,
    target: textOf(merged['target']),
    contexts: stringMap(merged['contexts']),
    args: stringMap(merged['args']),
    inherits: texts(merged['inherits']),
    tags: tagsOf(merged['tags']),
    isMatrix: merged['matrix'] !== undefined,
    call: textOf(merged['call']),
    outputs: outputs(merged['output']),
  };
}

/** A JSON parser of HCL gives a map as an object, or as a list with one. */
const stringMap = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(recordOf(Array.isArray(value) ? value[0] : value)).flatMap(([key, text]) =>
      typeof text === 'string' ? [[key, text]] : [],
    ),
  );

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** A list made by a function is one expression. */
const tagsOf = (value: unknown): string[] | undefined =>
  value === undefined || value === null ? undefined : typeof value === 'string' ? [value] : texts(value);

const outputs = (value: unknown): string[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).map((one) =>
    typeof one === 'string' ? one : `type=${textOf(recordOf(one)['type']) ?? ''}`,
  );

const literal = (value: unknown): string | undefined =>
  typeof value === 'string' && !isExpression(value)
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined;
