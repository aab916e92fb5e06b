import * as v from 'valibot';
import { fail, ok } from '../../result';
import type { CacheAttributes } from '../entries/cache-entry';
import { nameBase, scopedName } from '../entries/cache-name';
import { described, line } from '../../option-schemas';
import { exportEntries, flag, layerEntries } from './backend-schemas';
import type { CacheBackend, CompleteBackend } from './cache-backend';
import { backendAttributes, withManifestForm } from './export-attributes';
import { findLayerProblems } from './layer-rules';

const TAG = 'a tag of at most 63 letters, digits, "_", "." and "-"';
const DIGEST = 'a digest: sha256:<64 hexadecimal digits>';

/** https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/README.md#local-directory-1 */
const schema = v.strictObject({
  type: v.literal('local'),
  dest: described(
    line,
    'Folder to write to, from the workspace root; each target gets its own below it. Default: .nx/cache/nx-bake.',
  ),
  src: described(line, 'Folder to read from. Default: the same as "dest".'),
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

const DEFAULT_FOLDER = '.nx/cache/nx-bake';

export interface LocalCache extends CompleteBackend {
  readonly dest: string;
  readonly src: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  readonly exportOnly: CacheAttributes;
}

const withoutSlash = (folder: string): string => folder.replace(/(?<=.)\/+$/u, '');

/** A folder per target and variant, as exports at the same time into one folder fail; scopes are tags in its index. */
export const local: CacheBackend<typeof schema, LocalCache> = {
  schema,
  complete: (option, mode, at) => {
    const { type, dest = DEFAULT_FOLDER, src = dest, tag, digest, ...rest } = option;
    const problems = findLayerProblems(option, at);
    if (problems.length > 0) return fail(problems);
    const { exportOnly } = backendAttributes(withManifestForm(rest), mode, ['reset']);
    return ok({ kind: type, dest: withoutSlash(dest), src: withoutSlash(src), tag, digest, exportOnly });
  },
  entries: ({ kind, dest, src, tag, digest, exportOnly }, { targetName, variant, epoch, scopes }) => {
    const folder = nameBase({ base: targetName, variant }) ?? '';
    const base = nameBase({ base: tag, epoch });
    const tagged = (scope: string | undefined) => {
      const name = scopedName(base, scope);
      return name === undefined ? {} : { tag: name };
    };
    const from =
      digest === undefined
        ? scopes.reads.map((scope) => ({ src: `${src}/${folder}`, ...tagged(scope) }))
        : [{ src: `${src}/${folder}`, digest }];
    return {
      from: from.map((attributes) => ({ type: kind, attributes })),
      to: [{ type: kind, attributes: { dest: `${dest}/${folder}`, ...tagged(scopes.own), ...exportOnly } }],
    };
  },
  engines: { graphDriver: ['import'], containerd: ['import', 'export'] },
  place: ['dest'],
  secrets: {},
  addressSecret: undefined,
  isBranched: false,
};
