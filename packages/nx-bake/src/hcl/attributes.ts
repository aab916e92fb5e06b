import { quote } from './quote';

/** A name and the lines of its value: several where the value opens a bracket that a later line closes. */
export interface Attribute {
  readonly name: string;
  readonly lines: readonly string[];
}

/** Longer lists get a line per item. */
const LIST_WIDTH = 80;

/** Each of these gives no attribute for a value that is not set: bake has defaults of its own. */
export const textAttribute = (name: string, text: string | undefined): Attribute[] =>
  text === undefined ? [] : [{ name, lines: [quote(text)] }];

export const flagAttribute = (name: string, flag: boolean): Attribute[] =>
  flag ? [{ name, lines: ['true'] }] : [];

export const listAttribute = (name: string, texts: readonly string[]): Attribute[] =>
  expressionsAttribute(name, texts.map(quote));

/** For items that are HCL already. */
export function expressionsAttribute(name: string, items: readonly string[]): Attribute[] {
  if (items.length === 0) return [];
  const line = `[${items.join(', ')}]`;
  const fits = items.length === 1 || line.length <= LIST_WIDTH;
  return [{ name, lines: fits ? [line] : ['[', ...indent(items.map((item) => `${item},`)), ']'] }];
}

/** Keys that differ only before Unicode normalisation are one key to HCL; the later one wins. */
export function mapAttribute(name: string, map: Readonly<Record<string, string>>): Attribute[] {
  const entries = Object.keys(map)
    .sort()
    .map((key) => ({ name: quote(key), lines: [quote(map[key] ?? '')] }));
  return entries.length === 0 ? [] : [{ name, lines: ['{', ...indent(attributeLines(entries)), '}'] }];
}

/** A block: `target "orders" { … }`. */
export const block = (head: string, attributes: readonly Attribute[]): string =>
  [`${head} {`, ...indent(attributeLines(attributes)), '}', ''].join('\n');

/** As `hclfmt` and `terraform fmt` have it: one column of `=` for neighbours whose values take a single line. */
function attributeLines(attributes: readonly Attribute[]): string[] {
  return attributes.flatMap(({ name, lines: [first = '', ...rest] }, index) => {
    const width = rest.length > 0 ? name.length : columnAt(attributes, index);
    return [`${name.padEnd(width)} = ${first}`, ...rest];
  });
}

function columnAt(attributes: readonly Attribute[], index: number): number {
  const isBreak = ({ lines }: Attribute): boolean => lines.length > 1;
  const start = attributes.slice(0, index).findLastIndex(isBreak) + 1;
  const end = attributes.findIndex((attribute, at) => at > index && isBreak(attribute));
  const neighbours = attributes.slice(start, end === -1 ? undefined : end);
  return Math.max(...neighbours.map(({ name }) => name.length));
}

const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
