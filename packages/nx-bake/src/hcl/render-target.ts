import type { CacheEntry } from '../cache/entries/cache-entry';
import { csvField } from '../cache/entries/csv-field';
import { formatCacheEntry } from '../cache/entries/format-cache-entry';
import {
  BAKE_ATTRIBUTES,
  type AttributeKind,
  type AttributeTable,
  type AttributeValues,
  type OwnName,
} from '../plan/bake-attributes';
import type { BakeTarget, OutputKind } from '../plan/bake-plan';
import * as hcl from './attributes';
import { escapeText, quote, quoteTemplate } from './quote';
import type { RefTemplates } from './ref-template';

/** The difference between the committed bake file and the file of one run. */
export interface TargetForm {
  readonly refs: RefTemplates;
  /** Without outputs `--load` and `--push` decide. Never both: bake applies flags and attribute in no fixed order. */
  readonly hasOutput: boolean;
}

const OUTPUTS: Readonly<Record<OutputKind, string>> = {
  push: 'type=image,push=true',
  load: 'type=docker',
  cacheonly: 'type=cacheonly',
};

/** A layout keeps the result by itself. */
function outputsOf({ output, layout }: BakeTarget): string[] {
  if (layout === undefined) return [OUTPUTS[output]];
  const oci = `type=oci,${csvField(`dest=${layout}`)},tar=false`;
  return output === 'cacheonly' ? [oci] : [OUTPUTS[output], oci];
}

export function renderTarget(
  target: BakeTarget,
  form: TargetForm,
  table: AttributeTable = BAKE_ATTRIBUTES,
): string {
  const comment = target.name === target.project ? '' : `# Nx project ${quote(target.project)}\n`;
  return `${comment}${hcl.block(`target ${quote(target.name)}`, attributesOf(target, form, table))}`;
}

type Written = (target: BakeTarget, form: TargetForm) => hcl.Attribute[];

const caches = (entries: readonly CacheEntry[], refs: RefTemplates): string[] =>
  entries.map((entry) => quoteTemplate(formatCacheEntry(entry, { ref: refs.cache, text: escapeText })));

const OWN: { readonly [K in OwnName]: Written } = {
  'cache-from': ({ cacheFrom }, { refs }) => hcl.expressionsAttribute('cache-from', caches(cacheFrom, refs)),
  'cache-to': ({ cacheTo }, { refs }) => hcl.expressionsAttribute('cache-to', caches(cacheTo, refs)),
  context: ({ context }) => hcl.textAttribute('context', context),
  description: ({ description }) => hcl.textAttribute('description', description),
  dockerfile: ({ dockerfile }) => hcl.textAttribute('dockerfile', dockerfile),
  output: (target, { hasOutput }) => hcl.listAttribute('output', hasOutput ? outputsOf(target) : []),
  tags: ({ tags }, { refs }) => hcl.expressionsAttribute('tags', tags.map(refs.image).map(quoteTemplate)),
};

const BY_KIND: {
  readonly [K in AttributeKind]: (name: string, value: AttributeValues[K]) => hcl.Attribute[];
} = {
  string: hcl.textAttribute,
  flag: hcl.flagAttribute,
  list: hcl.listAttribute,
  entries: hcl.listAttribute,
  map: hcl.mapAttribute,
  environmentMap: hcl.mapAttribute,
};

/** Every row of the table, in its order. */
function attributesOf(target: BakeTarget, form: TargetForm, table: AttributeTable): hcl.Attribute[] {
  const values = new Map(Object.entries(target));
  return Object.entries(table).flatMap(([name, { kind }]) => {
    if (kind === 'own') return OWN[name as OwnName](target, form); // a test goes through all rows
    const write = BY_KIND[kind] as (name: string, value: unknown) => hcl.Attribute[]; // of the same kind as the value
    return write(name, values.get(name));
  });
}
