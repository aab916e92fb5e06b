import * as v from 'valibot';
import { described, duration, exportEntries, flag, manifestName, positive, text } from '../cache-parameters';

/** https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/cache/remotecache/s3/s3.go#L40 without secrets. */
export const S3CacheSchema = v.strictObject(
  {
    type: v.literal('s3'),
    region: v.pipe(text, v.description('AWS region.')),
    bucket: v.pipe(text, v.description('Name of the bucket.')),
    name: described(
      manifestName,
      'Beginning of the name of the manifest; the name of the target follows. Default: only that.',
    ),
    prefix: described(text, 'Goes in front of all file names. Default: none.'),
    blobs_prefix: described(text, 'Goes in front of the names of blobs. Default: blobs/.'),
    manifests_prefix: described(text, 'Goes in front of the names of manifests. Default: manifests/.'),
    endpoint_url: described(text, 'Address of a service that speaks S3. Default: that of AWS.'),
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
