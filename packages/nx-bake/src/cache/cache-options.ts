import * as v from 'valibot';
import { AzblobCacheSchema } from './backends/azblob-cache';
import { cacheMode, described, text } from './cache-parameters';
import { GhaCacheSchema } from './backends/gha-cache';
import { LocalCacheSchema } from './backends/local-cache';
import { RegistryCacheSchema } from './backends/registry-cache';
import { S3CacheSchema } from './backends/s3-cache';

export const CACHE_KINDS = ['registry', 'inline', 'local', 'gha', 's3', 'azblob', 'none'] as const;

const KINDS = CACHE_KINDS.map((kind) => `"${kind}"`).join(', ');
export const EXPECTED_TYPE = `one of ${KINDS}`;
export const EXPECTED_BACKEND = `${EXPECTED_TYPE}, or an object whose "type" is one of them`;
export const EXPECTED_CACHE = `${EXPECTED_TYPE}, false, an object, or a list of them`;

/** Per kind its parameters, under BuildKit's names. `inline` has none: it is always mode min, and part of the image. */
export const BACKEND_SCHEMAS = {
  registry: RegistryCacheSchema,
  inline: v.strictObject({ type: v.literal('inline') }),
  local: LocalCacheSchema,
  gha: GhaCacheSchema,
  s3: S3CacheSchema,
  azblob: AzblobCacheSchema,
};

const EXPECTED_EPOCH = 'a whole number or a string without line breaks';

const BackendSchema = v.union([
  v.picklist(CACHE_KINDS, EXPECTED_BACKEND),
  v.variant('type', Object.values(BACKEND_SCHEMAS), EXPECTED_BACKEND),
]);
const BackendsSchema = v.union([v.literal(false), BackendSchema, v.array(BackendSchema)], EXPECTED_CACHE);

/** The keys of the policy besides `backends`. */
const policyEntries = {
  mode: described(
    cacheMode,
    'Layers to export to all backends: "max" those of all steps, "min" those of the image. Default: max.',
  ),
  scope: described(
    text,
    '"branch": the default branch has the plain cache, every other branch its own and reads both; "none": one cache for all; or a fixed name. NX_BAKE_CACHE_SCOPE overrides it. Default: branch.',
  ),
  defaultBranch: described(
    text,
    'The branch with the plain cache. Default: as the CI system or git says, else main or master.',
  ),
  write: described(
    v.picklist(['push', 'ci', 'always', 'never'], '"push", "ci", "always" or "never"'),
    'When caches are written: "push": by runs that push, "ci": by these and all runs in CI, "always" or "never". Default: push.',
  ),
  forks: described(
    v.picklist(['read', 'write'], '"read" or "write"'),
    'What pull requests from forks may do with caches; "write" gives them caches of their own. Default: read.',
  ),
  epoch: described(
    v.union([text, v.pipe(v.number(), v.integer(EXPECTED_EPOCH))], EXPECTED_EPOCH),
    'Change it, and every cache starts afresh.',
  ),
};

export const PolicySchema = v.strictObject({
  backends: v.optional(
    v.pipe(
      BackendsSchema,
      v.description('Where caches lie. Default: registry when a registry is set, else none.'),
    ),
  ),
  ...policyEntries,
});

export const CacheSchema = v.union([BackendsSchema, PolicySchema], EXPECTED_CACHE);

/**
 * The option `cache` among other options. It lets every value pass, as {@link normalizeCache} says more exactly what
 * is wrong than a union of schemas can; asked without a value, as for the JSON schema, it is the full {@link CacheSchema}.
 */
export const CacheOptionSchema = v.lazy((value) =>
  value === undefined ? CacheSchema : v.custom<CacheOption>(() => true),
);

/** As people write it. */
export type CacheOption = v.InferInput<typeof CacheSchema>;
export type BackendOption = {
  [K in keyof typeof BACKEND_SCHEMAS]: v.InferOutput<(typeof BACKEND_SCHEMAS)[K]>;
}[keyof typeof BACKEND_SCHEMAS];
