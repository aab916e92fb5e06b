import * as v from 'valibot';
import { described, exportEntries, manifestName, text } from '../cache-parameters';

/** https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/cache/remotecache/azblob/utils.go#L19 without secrets. */
export const AzblobCacheSchema = v.strictObject(
  {
    type: v.literal('azblob'),
    account_url: v.pipe(
      text,
      v.description('Address of the storage account: https://ACCOUNT.blob.core.windows.net.'),
    ),
    account_name: described(
      manifestName,
      'Name of the storage account. Default: the first part of the host of "account_url".',
    ),
    container: described(text, 'Blob container. Default: buildkit-cache.'),
    name: described(
      manifestName,
      'Beginning of the name of the manifest; the name of the target follows. Default: only that.',
    ),
    prefix: described(text, 'Goes in front of all file names. Default: none.'),
    blobs_prefix: described(text, 'Goes in front of the names of blobs. Default: blobs/.'),
    manifests_prefix: described(text, 'Goes in front of the names of manifests. Default: manifests/.'),
    ...exportEntries,
  },
  'the address of the storage account',
);
