import type { Place } from '../check-shape';
import { isRecord, type Foreign } from '../foreign';
import { fail, ok, type Result } from '../result';
import { CACHE_BACKENDS, type BackendTable } from './backends/cache-backends';
import { PolicySchema } from './cache-options';
import type { CachePolicy, CacheScope } from './cache-policy';
import { checkBackends, checkOption } from './check-backends';

/** The option stands at `place` (`cache`). */
export interface CachePlace extends Place {
  /** Whether the images have a registry: then a registry cache is the default. */
  readonly hasRegistry: boolean;
}

/** Turns any of the ways to write the option `cache` into a complete policy, or all problems at once. */
export function normalizeCache(
  raw: unknown,
  { hasRegistry, ...at }: CachePlace,
  table: BackendTable = CACHE_BACKENDS,
): Result<CachePolicy> {
  const isPolicy = isRecord(raw) && !('type' in raw);
  const { backends = hasRegistry ? 'registry' : false, ...rest }: Foreign = isPolicy
    ? raw
    : { backends: raw ?? undefined };
  const policy = checkOption(PolicySchema, rest, at);
  const mode = policy.ok ? (policy.value.mode ?? 'max') : 'max';
  const checked = checkBackends(backends, {
    ...at,
    mode,
    table,
    ...(isPolicy && { place: `${at.place}.backends` }),
  });
  if (!policy.ok || !checked.ok)
    return fail([policy, checked].flatMap((part) => (part.ok ? [] : part.problems)));
  const { scope = 'branch', defaultBranch, write = 'push', forks = 'read', epoch } = policy.value;
  return ok({
    backends: checked.value,
    scope: cacheScope(scope),
    defaultBranch,
    write,
    forks,
    epoch: epoch === undefined ? undefined : String(epoch),
  });
}

function cacheScope(scope: string): CacheScope {
  return scope === 'branch' || scope === 'none' ? { kind: scope } : { kind: 'fixed', name: scope };
}
