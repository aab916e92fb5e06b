import * as v from 'valibot';
import { described, duration, exportEntries, text } from '../cache-parameters';

const VERSION = '"1" or "2"';

/** https://docs.docker.com/build/cache/backends/gha/ without `token` and `ghtoken`, which are secrets. */
export const GhaCacheSchema = v.strictObject({
  type: v.literal('gha'),
  scope: described(text, 'Beginning of the scope; the name of the target follows. Default: nx-bake.'),
  url: described(text, 'Cache server. Default: ACTIONS_CACHE_URL, else ACTIONS_RESULTS_URL.'),
  url_v2: described(
    text,
    'Cache server of the second version of the protocol. Default: ACTIONS_RESULTS_URL.',
  ),
  version: described(
    v.picklist(['1', '2'], VERSION),
    'Version of the protocol: "1" or "2". Default: as the runner says.',
  ),
  timeout: described(duration, 'Longest time for an import or export. Default: 10m.'),
  repository: described(text, 'GitHub repository (owner/name) that holds the cache.'),
  ...exportEntries,
});
