import * as v from 'valibot';
import { ok } from '../../result';
import { described, line } from '../../option-schemas';
import { duration, exportEntries } from './backend-schemas';
import type { CacheBackend, Secret } from './cache-backend';
import { backendAttributes } from './export-attributes';
import { namedEntries, type NamedCache } from './named-entries';

const VERSION = '"1" or "2"';

/** https://docs.docker.com/build/cache/backends/gha/ without `token` and `ghtoken`, which are secrets. */
const schema = v.strictObject({
  type: v.literal('gha'),
  scope: described(line, 'Beginning of the scope; the name of the target follows. Default: nx-bake.'),
  url: described(line, 'Cache server. Default: ACTIONS_CACHE_URL, else ACTIONS_RESULTS_URL.'),
  url_v2: described(
    line,
    'Cache server of the second version of the protocol. Default: ACTIONS_RESULTS_URL.',
  ),
  version: described(
    v.picklist(['1', '2'], VERSION),
    'Version of the protocol: "1" or "2". Default: as the runner says.',
  ),
  timeout: described(duration, 'Longest time for an import or export. Default: 10m.'),
  repository: described(line, 'GitHub repository (owner/name) that holds the cache.'),
  ...exportEntries,
});

// https://github.com/docker/buildx/blob/461836ba0fcb3e847dab6045a726889faa150bdb/build/opt.go#L1563
const TOKEN: Secret = { variables: ['ACTIONS_RUNTIME_TOKEN'], reader: 'buildx' };

/** The cache of GitHub Actions. It keeps branches apart by itself, and lets each read those of its base and the default branch. */
export const gha: CacheBackend<typeof schema, NamedCache> = {
  schema,
  complete: ({ type, scope = 'nx-bake', ...rest }, mode) =>
    ok({ kind: type, parameter: 'scope', prefix: scope, ...backendAttributes(rest, mode, ['repository']) }),
  entries: namedEntries,
  engines: { graphDriver: [], containerd: ['import', 'export'] },
  place: ['url', 'url_v2', 'repository', 'scope'],
  secrets: { token: TOKEN, ghtoken: { variables: [], reader: 'buildx' } },
  addressSecret: TOKEN,
  isBranched: true,
};
