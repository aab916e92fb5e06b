import * as v from 'valibot';
import { checkShape } from '../../check-shape';
import { LITERAL_REFS } from '../../hcl/ref-template';
import { renderTarget } from '../../hcl/render-target';
import { attributeValues, BAKE_ATTRIBUTES, type AttributeTable } from '../../plan/bake-attributes';
import type { BakeTarget } from '../../plan/bake-plan';
import { bakeTarget } from '../../testing/bake-target';
import { readHclBlocks } from '../../testing/hcl2-judge';
import { attributeOptions } from './attribute-options';
import { BuildOptionsSchema, SharedOptionsSchema } from './build-options';

const form = { refs: LITERAL_REFS, hasOutput: true };

const EXAMPLES = {
  string: 'some',
  flag: true,
  list: ['some'],
  entries: ['a=b,c=d'],
  map: { some: 'thing' },
  environmentMap: { some: 'thing' },
};

const OPTIONS = Object.entries(BAKE_ATTRIBUTES).flatMap(([name, row]) =>
  row.kind === 'own' ? [] : [{ name, row, value: EXAMPLES[row.kind] }],
);

/** The way of an option into the bake file. */
async function rendered(options: unknown, schema: v.GenericSchema, table?: AttributeTable) {
  const checked = checkShape(schema, options, { place: 'options' });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const values = attributeValues(checked.value as Record<string, unknown>, table);
  const text = renderTarget({ ...bakeTarget({ name: 'orders' }), ...values }, form, table);
  return (await readHclBlocks(text, 'target'))['orders'] ?? {};
}

describe('the table of bake attributes', () => {
  it.each(OPTIONS)('brings the option $name into the bake file', async ({ name, value }) => {
    expect((await rendered({ [name]: value }, BuildOptionsSchema))[name]).toEqual(value);
  });

  it.each(OPTIONS)('takes $name for the workspace: $row.for', ({ name, row, value }) => {
    expect(v.safeParse(SharedOptionsSchema, { [name]: value }).success).toBe(row.for === 'workspace');
  });

  it.each(OPTIONS)('shows examples of $name that the option takes', ({ name, row: { examples } }) => {
    for (const example of examples)
      expect(v.safeParse(BuildOptionsSchema, { [name]: example }).success).toBe(true);
  });

  it('writes every attribute, in the order of the table', async () => {
    const ref = { repository: 'orders', tag: '1' };
    const full: BakeTarget = {
      ...bakeTarget({ name: 'orders' }),
      ...Object.fromEntries(OPTIONS.map(({ name, value }) => [name, value])),
      description: 'Orders',
      tags: [ref],
      cacheFrom: [{ type: 'registry', ref, attributes: {} }],
      cacheTo: [{ type: 'registry', ref, attributes: {} }],
    };
    const read = (await readHclBlocks(renderTarget(full, form), 'target'))['orders'];
    expect(Object.keys(read ?? {}).sort()).toEqual(Object.keys(BAKE_ATTRIBUTES).sort());
    const lines = renderTarget(full, form).split('\n');
    const written = lines.flatMap((line) => /^ {2}([\w-]+) +=/u.exec(line)?.[1] ?? []);
    expect(written).toEqual(Object.keys(BAKE_ATTRIBUTES));
  });

  it('is all that a new attribute needs', async () => {
    const table = {
      ...BAKE_ATTRIBUTES,
      brand: { kind: 'map', for: 'target', description: 'New in buildx.', examples: [] },
      novelty: { kind: 'entries', for: 'workspace', description: 'Newer still.', examples: [] },
    } as const satisfies AttributeTable;
    const schema = v.strictObject({
      ...attributeOptions('target', table),
      ...attributeOptions('workspace', table),
    });
    const options = { brand: { new: 'yes' }, novelty: 'a=1,b=2' };
    expect(await rendered(options, schema, table)).toMatchObject({
      brand: { new: 'yes' },
      novelty: ['a=1,b=2'],
    });
    expect(() => attributeValues({}, table)).not.toThrow();
    expect(await rendered({}, schema, table)).not.toHaveProperty('brand');
  });
});
