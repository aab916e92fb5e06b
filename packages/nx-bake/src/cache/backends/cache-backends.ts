import type * as v from 'valibot';
import { azblob } from './azblob';
import type { CacheBackend } from './cache-backend';
import { gha } from './gha';
import { inline } from './inline';
import { local } from './local';
import { registry } from './registry';
import { s3 } from './s3';

export type BackendTable = Readonly<Record<string, CacheBackend>>;

/** Every kind of remote cache, under the name that the option `cache` and BuildKit have for it. */
export const CACHE_BACKENDS = { registry, inline, local, gha, s3, azblob } satisfies BackendTable;

export type BackendOption = {
  [K in keyof typeof CACHE_BACKENDS]: v.InferOutput<(typeof CACHE_BACKENDS)[K]['schema']>;
}[keyof typeof CACHE_BACKENDS];

export const backendOf = (kind: string, table: BackendTable = CACHE_BACKENDS): CacheBackend | undefined =>
  Object.hasOwn(table, kind) ? table[kind] : undefined;
