import * as v from 'valibot';
import { described, line } from '../../option-schemas';

/*
 * Building blocks of the cache backends' schemas. A message says what is expected, for `invalid-option`.
 * Names, meaning and defaults are BuildKit's:
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/README.md#export-cache
 */

const DURATION = 'a duration such as "24h", "10m" or "1h30m"';

/** A semicolon would make several manifests of it, of which all targets share the first. */
export const manifestName = v.pipe(line, v.regex(/^[^;]+$/u, 'a string without semicolons'));

export const flag = v.boolean('true or false');

/** Go's time.ParseDuration; BuildKit passes over others without a word (cache/remotecache/s3/s3.go, touch_refresh). */
export const duration = v.pipe(
  v.string(DURATION),
  v.regex(/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/u, DURATION),
);

function wholeNumber(least: number, most: number) {
  const message =
    most === Number.MAX_SAFE_INTEGER
      ? `a whole number from ${least}`
      : `a whole number from ${least} to ${most}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
}

export const positive = wholeNumber(1, Number.MAX_SAFE_INTEGER);

/** BuildKit takes an unknown mode for "min", without a word (control/control.go, parseCacheExportMode). */
export const cacheMode = v.picklist(['max', 'min'], '"max" or "min"');

/** What every export but `inline` has. */
export const exportEntries = {
  mode: described(
    cacheMode,
    'Layers to export: "max" those of all steps, "min" those of the final image. Default: the "mode" of the policy, else max.',
  ),
  'ignore-error': described(flag, 'A failed export does not fail the build (BuildKit 0.12). Default: true.'),
};

/** How `registry` and `local` write layers and manifests. */
export const layerEntries = {
  'image-manifest': described(
    flag,
    'Write the cache as an OCI image manifest instead of an image index. Default: true since BuildKit 0.21.',
  ),
  'oci-mediatypes': described(flag, 'Write OCI media types. Default: true.'),
  compression: described(
    v.picklist(['gzip', 'zstd', 'estargz', 'uncompressed'], '"gzip", "zstd", "estargz" or "uncompressed"'),
    'Compression of layers newly made. Default: gzip.',
  ),
  'compression-level': described(
    wholeNumber(0, 22),
    'Compression level: 0 to 9 for gzip and estargz, 0 to 22 for zstd.',
  ),
  'force-compression': described(
    flag,
    'Apply the compression to layers that exist already, too. Default: false.',
  ),
};
