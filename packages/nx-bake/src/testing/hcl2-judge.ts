/** Blocks by type, label and attribute; a list each, as HCL may repeat a block. */
export type HclBlocks = Readonly<
  Record<string, Readonly<Record<string, readonly HclAttributes[]>> | undefined>
>;

export type HclAttributes = Readonly<Record<string, unknown>>;

interface Hcl2Parser {
  parseToObject(text: string): readonly [HclBlocks | null, unknown];
}

/**
 * Reads HCL with a parser that is not bake's and not ours, HashiCorp's own compiled to JavaScript. Its ways:
 * it evaluates nothing, so a template stays as `${…}`, where an escaped `$${` becomes `${` as well; functions of
 * constants are not called; a syntax error is `[null, {}]`, whose second part carries no word of explanation.
 */
export async function readHcl(text: string): Promise<HclBlocks> {
  const parser = (await import('hcl2-parser')) as unknown as { default: Hcl2Parser }; // its own declarations say any
  const [blocks] = parser.default.parseToObject(text);
  if (blocks === null) throw new Error(`Not HCL:\n${text}`);
  return blocks;
}

/** The attributes of each block of one type that has one label. */
export async function readHclBlocks(
  text: string,
  type: string,
): Promise<Readonly<Record<string, HclAttributes>>> {
  const blocks = (await readHcl(text))[type] ?? {};
  return Object.fromEntries(
    Object.entries(blocks).map(([label, [attributes, ...others]]) => {
      if (attributes === undefined || others.length > 0)
        throw new Error(`${type} "${label}" is there several times.`);
      return [label, attributes];
    }),
  );
}
