import { isRecord, recordOf, type Foreign } from '../foreign';

interface Hcl2Parser {
  parseToObject(text: string): readonly [unknown, unknown];
}

/** Blocks by type and label; a list each, as HCL may repeat a block. */
export type HclBlocks = Readonly<Record<string, Readonly<Record<string, readonly Foreign[]>>>>;

/**
 * Reads the structure of HCL: nothing is evaluated, and an expression stays as `${…}`. Undefined where it is no HCL,
 * of which buildx tells more.
 */
export function parseHcl(text: string): HclBlocks | undefined {
  const [parsed] = loadParser().parseToObject(text);
  if (!isRecord(parsed)) return undefined;
  return Object.fromEntries(Object.entries(parsed).map(([type, labels]) => [type, blocksOf(labels)]));
}

/** A block with two labels, or with none, has another shape and no meaning in a bake file. */
const blocksOf = (labels: unknown): Record<string, readonly Foreign[]> =>
  Object.fromEntries(
    Object.entries(recordOf(labels)).flatMap(([label, blocks]) =>
      Array.isArray(blocks) ? [[label, blocks.filter(isRecord)]] : [],
    ),
  );

let parser: Hcl2Parser | undefined;

/** HashiCorp's own parser, compiled to JavaScript. Loading it changes two globals of the process, which are put back. */
function loadParser(): Hcl2Parser {
  if (parser !== undefined) return parser;
  const { stackTraceLimit } = Error;
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'require');
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- 0.3 s that only workspaces with bake files pay
    parser = require('hcl2-parser') as Hcl2Parser;
    return parser;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    if (descriptor === undefined) Reflect.deleteProperty(globalThis, 'require');
    else Object.defineProperty(globalThis, 'require', descriptor);
  }
}
