import fc from 'fast-check';
import { formatCacheEntry } from './format-cache-entry';

/** Go's encoding/csv on one record, without its rewriting of CR LF: strict quotes, comma, no trimming. */
function readGoCsv(record: string): string[] {
  const fields: string[] = [];
  let rest = record;
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"(?=,|$)/u.exec(rest);
    const plain = /^[^",\r\n]*(?=,|$)/u.exec(rest);
    const match = rest.startsWith('"') ? quoted : plain;
    if (match === null) throw new Error(`csv: ${rest}`);
    fields.push(match[1] === undefined ? match[0] : match[1].replaceAll('""', '"'));
    rest = rest.slice(match[0].length);
    if (rest === '') return fields;
    rest = rest.slice(1);
  }
}

describe('formatCacheEntry', () => {
  it('writes a registry entry in the documented order', () => {
    const ref = { registry: 'ghcr.io', repository: 'acme/api-build-cache' };
    const entry = { type: 'registry', ref, attributes: { mode: 'max', 'ignore-error': 'true' } } as const;
    expect(formatCacheEntry(entry)).toBe(
      'type=registry,ref=ghcr.io/acme/api-build-cache,mode=max,ignore-error=true',
    );
  });

  it('lets the caller write the ref and escape the rest', () => {
    const entry = { type: 'registry', ref: { repository: 'api' }, attributes: { x: 'a"b' } } as const;
    const renderer = { ref: () => '${f("a,b")}', text: (text: string) => text.replaceAll('"', '\\"') };
    expect(formatCacheEntry(entry, renderer)).toBe('type=registry,ref=${f("a,b")},\\"x=a\\"\\"b\\"');
  });

  it('quotes as Go reads', () => {
    const keys = fc
      .stringMatching(/^[a-z_.-]{1,10}$/u)
      .filter((key) => key !== 'type' && key !== '__proto__');
    const values = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[",\n =a]{0,8}$/u));
    fc.assert(
      fc.property(fc.dictionary(keys, values), (attributes) => {
        const fields = readGoCsv(formatCacheEntry({ type: 's3', attributes }));
        expect(fields).toEqual([
          'type=s3',
          ...Object.entries(attributes).map(([key, value]) => `${key}=${value}`),
        ]);
      }),
      { numRuns: 500 },
    );
  });
});
