import type { Problem } from '../../problems';
import type { CacheEntries } from '../entries/cache-entry';

const TOKEN = 'ACTIONS_RUNTIME_TOKEN';

/**
 * Buildx drops a `gha` cache without token or address from its entry or the environment, without a word:
 * https://github.com/docker/buildx/blob/461836ba0fcb3e847dab6045a726889faa150bdb/build/opt.go#L1563
 */
export function findMissingGhaEnvironment(
  targets: readonly CacheEntries[],
  environment: Readonly<Record<string, string | undefined>>,
): Problem[] {
  const isSet = (name: string) => (environment[name] ?? '') !== '';
  const missing = new Set(
    targets
      .flatMap(({ from, to }) => [...from, ...to])
      .filter(({ type }) => type === 'gha')
      .flatMap(({ attributes }) => {
        const hasAddress = [attributes.url, attributes.url_v2].some((url) => url !== undefined && url !== '');
        return [
          ...(isSet(TOKEN) ? [] : [TOKEN]),
          ...(hasAddress || isSet('ACTIONS_CACHE_URL') || isSet('ACTIONS_RESULTS_URL')
            ? []
            : ['ACTIONS_RESULTS_URL']),
        ];
      }),
  );
  return missing.size === 0 ? [] : [{ kind: 'gha-environment', missing: [...missing].sort() }];
}
