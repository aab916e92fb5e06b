import { createHash } from 'node:crypto';

/** A named input of a key. */
export type KeyField = readonly [name: string, value: string];

/** Names the scheme: it changes whenever the same inputs get another key. */
const SCHEME = 'nx-bake key 1';

/** 160 bits: nobody makes other inputs for a key that is there. */
const LENGTH = 40;

/** Hashes fields in their order. Each says how long it is, so that no two lists of fields are the same text. */
export function hashFields(fields: readonly KeyField[]): string {
  const hash = createHash('sha256');
  for (const [name, value] of [['scheme', SCHEME] as const, ...fields])
    hash.update(`${Buffer.byteLength(name)}:${name}${Buffer.byteLength(value)}:${value}`);
  return hash.digest('hex').slice(0, LENGTH);
}

/** The entries of a map as fields, in the order of their names. */
export const mapFields = (name: string, map: Readonly<Record<string, string>>): KeyField[] =>
  Object.keys(map)
    .sort()
    .map((key) => [`${name} ${key}`, map[key] ?? '']);
