import * as v from 'valibot';
import { described, exportEntries, flag, layerEntries, text } from '../cache-parameters';

const TAG = 'a tag of at most 63 letters, digits, "_", "." and "-"';
const DIGEST = 'a digest: sha256:<64 hexadecimal digits>';

/** https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/README.md#local-directory-1 */
export const LocalCacheSchema = v.strictObject({
  type: v.literal('local'),
  dest: described(
    text,
    'Folder to write to, from the workspace root; each target gets its own below it. Default: .nx/cache/nx-bake.',
  ),
  src: described(text, 'Folder to read from. Default: the same as "dest".'),
  tag: described(
    v.pipe(v.string(TAG), v.regex(/^\w[\w.-]{0,62}$/u, TAG)),
    "Tag in the folder's index. Default: latest.",
  ),
  digest: described(
    v.pipe(v.string(DIGEST), v.regex(/^sha256:[0-9a-f]{64}$/u, DIGEST)),
    'Read exactly this manifest.',
  ),
  ...layerEntries,
  reset: described(
    flag,
    'Remove blobs that no manifest of the folder needs any more (buildx 0.35). Default: false.',
  ),
  ...exportEntries,
});

export const DEFAULT_LOCAL_FOLDER = '.nx/cache/nx-bake';
