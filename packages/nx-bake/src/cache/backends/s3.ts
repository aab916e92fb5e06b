import * as v from 'valibot';
import { ok } from '../../result';
import { described, line } from '../../option-schemas';
import { duration, exportEntries, flag, manifestName, positive } from './backend-schemas';
import type { CacheBackend, Secret } from './cache-backend';
import { backendAttributes } from './export-attributes';
import { namedEntries, type NamedCache } from './named-entries';

/** https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/cache/remotecache/s3/s3.go#L40 without secrets. */
const schema = v.strictObject(
  {
    type: v.literal('s3'),
    region: v.pipe(line, v.description('AWS region.')),
    bucket: v.pipe(line, v.description('Name of the bucket.')),
    name: described(
      manifestName,
      'Beginning of the name of the manifest; the name of the target follows. Default: only that.',
    ),
    prefix: described(line, 'Goes in front of all file names. Default: none.'),
    blobs_prefix: described(line, 'Goes in front of the names of blobs. Default: blobs/.'),
    manifests_prefix: described(line, 'Goes in front of the names of manifests. Default: manifests/.'),
    endpoint_url: described(line, 'Address of a service that speaks S3. Default: that of AWS.'),
    use_path_style: described(
      flag,
      'Put the bucket into the path of addresses instead of the host. Default: false.',
    ),
    disable_accept_encoding: described(
      flag,
      'For services that change this header after it was signed, as GCS. Default: false.',
    ),
    retry_mode: described(
      v.picklist(['standard', 'adaptive'], '"standard" or "adaptive"'),
      'How the AWS SDK tries again. Default: standard.',
    ),
    retry_max_attempts: described(positive, 'Most tries of one request. Default: 3.'),
    touch_refresh: described(
      duration,
      'After this time the date of an unchanged blob is renewed. Default: 24h.',
    ),
    upload_parallelism: described(positive, 'Layers to upload at a time. Default: 4.'),
    ...exportEntries,
  },
  'a string: a cache of type s3 needs a region and a bucket',
);

// https://github.com/docker/buildx/blob/461836ba0fcb3e847dab6045a726889faa150bdb/build/opt.go#L1492-L1561
const aws = (...variables: string[]): Secret => ({ variables, reader: 'buildx' });

/** A bucket of S3, or of a service that speaks it. */
export const s3: CacheBackend<typeof schema, NamedCache> = {
  schema,
  complete: ({ type, name = '', ...rest }, mode) => {
    const attributes = backendAttributes(rest, mode, ['touch_refresh', 'upload_parallelism']);
    return ok({ kind: type, parameter: 'name', prefix: name, ...attributes });
  },
  entries: namedEntries,
  engines: { graphDriver: [], containerd: [] },
  place: ['region', 'bucket', 'endpoint_url', 'prefix', 'manifests_prefix', 'name'],
  secrets: {
    access_key_id: aws('AWS_ACCESS_KEY_ID'),
    secret_access_key: aws('AWS_SECRET_ACCESS_KEY'),
    session_token: aws('AWS_SESSION_TOKEN'),
  },
  addressSecret: aws('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'),
  isBranched: false,
};
