import type Yaml from 'yaml';
import { isRecord, recordOf, textOf, type Foreign } from '../foreign';
import { EMPTY_BLOCK, type BakeStructure, type TargetBlock } from './bake-structure';

/**
 * The services of a compose file that are built, cut down to their builds: what else a service has, such as a missing
 * `env_file`, would keep bake from reading it.
 */
export function readComposeFile(text: string): BakeStructure | undefined {
  const services = composeServices(text);
  if (services === undefined) return undefined;
  const blocks = Object.entries(services).flatMap(([name, service]) => {
    const { build, image } = recordOf(service);
    return build === undefined ? [] : [serviceBlock(name, build, textOf(image))];
  });
  const first = new Map<string, TargetBlock>();
  for (const block of blocks) {
    const key = JSON.stringify({ ...block, name: '', tags: undefined });
    const known = first.get(key);
    first.set(key, known === undefined ? block : { ...known, aliases: [...known.aliases, block.name] });
  }
  return {
    targets: new Map([...first.values()].map((block) => [block.name, block])),
    groups: new Map(),
    variables: new Map(),
    notes: [],
  };
}

export function composeServices(text: string): Foreign | undefined {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- 25 ms that only compose files pay
  const { parse } = require('yaml') as typeof Yaml;
  try {
    const file: unknown = parse(text, { merge: true });
    return isRecord(file) ? recordOf(file['services']) : undefined;
  } catch {
    return undefined;
  }
}

/** Bake replaces the dots of a service's name. */
const targetName = (service: string): string => service.replaceAll('.', '_');

function serviceBlock(service: string, build: unknown, image: string | undefined): TargetBlock {
  const given: Foreign = typeof build === 'string' ? { context: build } : recordOf(build);
  const contexts = Object.entries(pairs(given['additional_contexts'])).map(
    ([name, value]) => [name, value.replace(/^service:/u, 'target:')] as const,
  );
  return {
    ...EMPTY_BLOCK,
    name: targetName(service),
    context: withDefaults(textOf(given['context']) ?? '.'),
    dockerfile: optional(textOf(given['dockerfile'])),
    isInline: given['dockerfile_inline'] !== undefined,
    target: optional(textOf(given['target'])),
    contexts: Object.fromEntries(contexts),
    args: pairs(given['args']),
    tags: image === undefined ? undefined : [withDefaults(image)],
  };
}

/** Maps may be written as lists of `key=value`. */
function pairs(value: unknown): Record<string, string> {
  const entries = Array.isArray(value)
    ? value.map((item): [string, unknown] => {
        const [key = '', ...rest] = String(item).split('=');
        return [key, rest.join('=')];
      })
    : Object.entries(recordOf(value));
  return Object.fromEntries(
    entries.flatMap(([key, text]) => (typeof text === 'string' ? [[key, withDefaults(text)]] : [])),
  );
}

const optional = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : withDefaults(text);

/** `${TAG:-dev}` is `dev` where nothing is known of the environment. */
const withDefaults = (text: string): string =>
  text.replace(/\$\{\w+:?-([^}]*)\}/gu, '$1').replace(/(?<!\$)\$(?:\{\w+[^}]*\}|\w+)/gu, '${}');
