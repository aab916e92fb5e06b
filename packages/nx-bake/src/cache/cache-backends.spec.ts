import * as v from 'valibot';
import { formatProblem } from '../problems';
import { ok } from '../result';
import type { CacheBackend } from './backends/cache-backend';
import { CACHE_BACKENDS } from './backends/cache-backends';
import { cacheEntries } from './cache-entries';
import { findUnsupportedCaches } from './cache-support';
import { formatCacheEntry } from './entries/format-cache-entry';
import { normalizeCache } from './normalize-cache';

const schema = v.strictObject({ type: v.literal('tape'), reel: v.string() });

/** A backend that BuildKit does not have. */
const tape: CacheBackend<typeof schema, { kind: 'tape'; reel: string }> = {
  schema,
  complete: ({ type, reel }) => ok({ kind: type, reel }),
  entries: ({ kind, reel }, { targetName, scopes }) => ({
    from: scopes.reads.map((scope = 'main') => ({
      type: kind,
      attributes: { reel: `${reel}/${targetName}`, scope },
    })),
    to: [{ type: kind, attributes: { reel: `${reel}/${targetName}`, scope: scopes.own ?? 'main' } }],
  }),
  engines: { graphDriver: [], containerd: ['import', 'export'] },
  place: ['reel'],
  secrets: { pin: { variables: ['TAPE_PIN'], reader: 'buildx' } },
  addressSecret: undefined,
  isBranched: false,
};

const table = { ...CACHE_BACKENDS, tape };
const AT = { place: 'cache', hasRegistry: true };

const textsOf = (raw: unknown): string[] => {
  const policy = normalizeCache(raw, AT, table);
  return policy.ok ? [] : policy.problems.map(formatProblem);
};

describe('a backend is a file and a line', () => {
  it('is known by name, with the other kinds, only where it is in the table', () => {
    expect(textsOf(['registry', { type: 'tape', reel: 'A1' }])).toEqual([]);
    expect(textsOf('tapes').join()).toContain('"azblob", "tape", "none"');
    expect(normalizeCache({ type: 'tape', reel: 'A1' }, AT).ok).toBe(false);
  });

  it('has its options checked, and its secrets refused', () => {
    expect(textsOf({ type: 'tape', reel: 1, spool: 2 })).toEqual([
      'NX_BAKE_INVALID_OPTION: cache.reel is 1. Set it to a string.',
      'NX_BAKE_UNKNOWN_OPTION: cache has no option "spool". Known options: reel, type.',
    ]);
    const refused = textsOf({ type: 'tape', reel: 'A1', pin: '1234' }).join();
    expect(refused).toMatch(/NX_BAKE_CACHE_SECRET.*TAPE_PIN/);
    expect(refused).not.toContain('1234');
  });

  it('makes entries for each scope, which an engine may not know', () => {
    const policy = normalizeCache({ type: 'tape', reel: 'A1' }, AT, table);
    if (!policy.ok) throw new Error('not ok');
    const image = { repository: 'orders' };
    const run = {
      ci: true,
      branch: 'dev',
      defaultBranch: 'main',
      pullRequest: { fork: false, base: 'main' },
    };
    const entries = cacheEntries(
      { policy: policy.value, image, inlineImage: image, targetName: 'orders', push: true, run },
      table,
    );
    expect(entries.from.map((entry) => formatCacheEntry(entry))).toEqual([
      'type=tape,reel=A1/orders,scope=dev',
      'type=tape,reel=A1/orders,scope=main',
    ]);
    expect(entries.to.map((entry) => formatCacheEntry(entry))).toEqual([
      'type=tape,reel=A1/orders,scope=dev',
    ]);
    const builder = { name: 'default', driver: 'docker', containerdSnapshotter: false };
    expect(findUnsupportedCaches([entries], builder, table)).toEqual([
      { kind: 'cache-unsupported', builder: 'default', cacheTypes: ['tape'] },
    ]);
    const newer = { ...builder, containerdSnapshotter: true };
    expect(findUnsupportedCaches([entries], newer, table)).toEqual([]);
  });
});
