import type { CacheAttributes } from '../entries/cache-entry';
import type { Mode } from './cache-backend';
import { exportEntries, layerEntries } from './backend-schemas';

type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

/** Parameters of a backend, some for both directions and some for its exports. */
export interface BackendAttributes {
  /** Parameters that say where the cache lies: an import needs them as well. */
  readonly both: CacheAttributes;
  readonly exportOnly: CacheAttributes;
}

const EXPORT_ONLY = [...Object.keys(exportEntries), ...Object.keys(layerEntries)];

/** @param own what besides mode, errors and layers only an export of this backend knows, or may have */
export function backendAttributes(
  parameters: Parameters,
  mode: Mode,
  own: readonly string[] = [],
): BackendAttributes {
  const { mode: ownMode = mode, 'ignore-error': ignoreError = true, ...rest } = parameters;
  const given = Object.entries(rest).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
  const isExport = (name: string): boolean => EXPORT_ONLY.includes(name) || own.includes(name);
  return {
    both: Object.fromEntries(given.filter(([name]) => !isExport(name))),
    exportOnly: {
      mode: String(ownMode),
      ...Object.fromEntries(given.filter(([name]) => isExport(name))),
      'ignore-error': String(ignoreError),
    },
  };
}

/** BuildKit 0.21 took its own default for a contradiction: https://github.com/moby/buildkit/issues/5965 */
export const withManifestForm = (parameters: Parameters): Parameters =>
  parameters['oci-mediatypes'] === false ? { 'image-manifest': false, ...parameters } : parameters;
