import * as v from 'valibot';
import { ok } from '../../result';
import { described, line } from '../../option-schemas';
import { exportEntries, manifestName } from './backend-schemas';
import type { CacheBackend, Secret } from './cache-backend';
import { backendAttributes } from './export-attributes';
import { namedEntries, type NamedCache } from './named-entries';

/** https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/cache/remotecache/azblob/utils.go#L19 without secrets. */
const schema = v.strictObject(
  {
    type: v.literal('azblob'),
    account_url: v.pipe(
      line,
      v.description('Address of the storage account: https://ACCOUNT.blob.core.windows.net.'),
    ),
    account_name: described(
      manifestName,
      'Name of the storage account. Default: the first part of the host of "account_url".',
    ),
    container: described(line, 'Blob container. Default: buildkit-cache.'),
    name: described(
      manifestName,
      'Beginning of the name of the manifest; the name of the target follows. Default: only that.',
    ),
    prefix: described(line, 'Goes in front of all file names. Default: none.'),
    blobs_prefix: described(line, 'Goes in front of the names of blobs. Default: blobs/.'),
    manifests_prefix: described(line, 'Goes in front of the names of manifests. Default: manifests/.'),
    ...exportEntries,
  },
  'the address of the storage account',
);

// https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/README.md#azure-blob-storage-cache-experimental
const AZURE: Secret = {
  variables: ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'],
  reader: 'buildkitd',
};

/** A container of Azure's blob storage. */
export const azblob: CacheBackend<typeof schema, NamedCache> = {
  schema,
  complete: ({ type, name = '', ...rest }, mode) =>
    ok({ kind: type, parameter: 'name', prefix: name, ...backendAttributes(rest, mode) }),
  entries: namedEntries,
  engines: { graphDriver: [], containerd: [] },
  place: ['account_url', 'account_name', 'container', 'prefix', 'manifests_prefix', 'name'],
  secrets: { secret_access_key: AZURE },
  addressSecret: AZURE,
  isBranched: false,
};
