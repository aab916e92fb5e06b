import * as v from 'valibot';
import { described, line } from '../option-schemas';
import { cacheMode } from './backends/backend-schemas';
import { CACHE_BACKENDS, type BackendTable } from './backends/cache-backends';

const NONE = 'none';

const EXPECTED_EPOCH = 'a whole number or a string without line breaks';

/** What may be written for the kinds of caches there are, in words. */
export function expectedCache(table: BackendTable = CACHE_BACKENDS) {
  const type = `one of ${[...Object.keys(table), NONE].map((kind) => `"${kind}"`).join(', ')}`;
  return {
    type,
    backend: `${type}, or an object whose "type" is one of them`,
    cache: `${type}, false, an object, or a list of them`,
  };
}

type Kind = keyof typeof CACHE_BACKENDS;
type BackendSchemas = [(typeof CACHE_BACKENDS)[Kind]['schema'], ...(typeof CACHE_BACKENDS)[Kind]['schema'][]];

const EXPECTED = expectedCache();
const KINDS = [...Object.keys(CACHE_BACKENDS), NONE] as [Kind | typeof NONE]; // keys of an object are strings
const SCHEMAS = Object.values(CACHE_BACKENDS).map(({ schema }) => schema) as BackendSchemas; // it has at least one

export const BackendSchema = v.union([
  v.picklist(KINDS, EXPECTED.backend),
  v.variant('type', SCHEMAS, EXPECTED.backend),
]);
const BackendsSchema = v.union([v.literal(false), BackendSchema, v.array(BackendSchema)], EXPECTED.cache);

/** The keys of the policy besides `backends`. */
const policyEntries = {
  mode: described(
    cacheMode,
    'Layers to export to all backends: "max" those of all steps, "min" those of the image. Default: max.',
  ),
  scope: described(
    line,
    '"branch": the default branch has the plain cache, every other branch its own and reads both; "none": one cache for all; or a fixed name. NX_BAKE_CACHE_SCOPE overrides it. Default: branch.',
  ),
  defaultBranch: described(
    line,
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
    v.union([line, v.pipe(v.number(), v.integer(EXPECTED_EPOCH))], EXPECTED_EPOCH),
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

export const CacheSchema = v.union([BackendsSchema, PolicySchema], EXPECTED.cache);

/**
 * The option `cache` among other options. It lets every value pass, as {@link normalizeCache} says more exactly what
 * is wrong than a union of schemas can; asked without a value, as for the JSON schema, it is the full {@link CacheSchema}.
 */
export const CacheOptionSchema = v.lazy((value) =>
  value === undefined ? CacheSchema : v.custom<CacheOption>(() => true),
);

/** The option as people write it. */
export type CacheOption = v.InferInput<typeof CacheSchema>;
