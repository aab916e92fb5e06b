import type * as v from 'valibot';
import { described, entries, environmentMap, flag, list, map, string } from '../../option-schemas';
import {
  BAKE_ATTRIBUTES,
  type AttributeTable,
  type OptionAttribute,
  type OptionName,
} from '../../plan/bake-attributes';

const SCHEMAS = { string, flag, list, entries, map, environmentMap };

type Rows = typeof BAKE_ATTRIBUTES;
type For = OptionAttribute['for'];
type Described<T extends v.GenericSchema> = ReturnType<typeof described<T>>;

/** The options of the bake attributes that may be set for the workspace, or for a target only. */
type AttributeOptions<Scope extends For> = {
  [K in OptionName as Rows[K]['for'] extends Scope ? K : never]: Described<(typeof SCHEMAS)[Rows[K]['kind']]>;
};

export function attributeOptions<Scope extends For>(
  scope: Scope,
  table: AttributeTable = BAKE_ATTRIBUTES,
): AttributeOptions<Scope> {
  const options = Object.entries(table).flatMap(([name, row]) =>
    row.kind === 'own' || row.for !== scope
      ? []
      : [[name, described(SCHEMAS[row.kind] as v.GenericSchema, row.description, row.examples)] as const],
  );
  return Object.fromEntries(options) as AttributeOptions<Scope>; // a computed object has no keys for the compiler
}

/** The options whose values are merged key by key when given at several places, as `bake --set` does. */
export const MAP_OPTIONS: readonly string[] = Object.entries(BAKE_ATTRIBUTES).flatMap(([name, { kind }]) =>
  kind === 'map' || kind === 'environmentMap' ? [name] : [],
);
