import type { Place } from '../check-shape';
import { fail, ok, type Result } from '../result';
import type { CacheAttributes } from './cache-entry';
import type { BackendOption } from './cache-options';
import type { CacheBackend } from './cache-policy';
import { findLayerProblems } from './layer-rules';
import { DEFAULT_LOCAL_FOLDER } from './backends/local-cache';
import { registryLayout } from './registry-layout';

type Mode = 'max' | 'min';
type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;
type OptionOf<T extends BackendOption['type']> = Extract<BackendOption, { type: T }>;

/** Parameters that only an export knows, or may have; all others say where the cache lies, and an import has them too. */
const EXPORT_ONLY = new Set([
  ...['image-manifest', 'oci-mediatypes', 'compression', 'compression-level', 'force-compression', 'reset'],
  ...['touch_refresh', 'upload_parallelism', 'repository', 'mode', 'ignore-error'],
]);

/** A backend's options, which its schema has checked, made complete. */
export function cacheBackend(option: BackendOption, mode: Mode, at: Place): Result<CacheBackend> {
  switch (option.type) {
    case 'registry':
      return registryBackend(option, mode, at);
    case 'inline':
      return ok({ kind: 'inline' });
    case 'local':
      return localBackend(option, mode, at);
    case 'gha': {
      const { type, scope = 'nx-bake', ...rest } = option;
      return ok({ kind: type, parameter: 'scope', prefix: scope, ...attributesOf(rest, mode) });
    }
    case 's3':
    case 'azblob': {
      const { type, name = '', ...rest } = option;
      return ok({ kind: type, parameter: 'name', prefix: name, ...attributesOf(rest, mode) });
    }
  }
}

function registryBackend(option: OptionOf<'registry'>, mode: Mode, at: Place): Result<CacheBackend> {
  const { type, ref, layout, repository, preset = 'auto', ...rest } = option;
  const place = registryLayout({ ref, layout, repository }, at);
  const problems = [...(place.ok ? [] : place.problems), ...findLayerProblems(option, at)];
  if (!place.ok || problems.length > 0) return fail(problems);
  return ok({ kind: type, layout: place.value, preset, ...attributesOf(withManifestForm(rest), mode) });
}

function localBackend(option: OptionOf<'local'>, mode: Mode, at: Place): Result<CacheBackend> {
  const { type, dest = DEFAULT_LOCAL_FOLDER, src = dest, tag, digest, ...rest } = option;
  const problems = findLayerProblems(option, at);
  if (problems.length > 0) return fail(problems);
  const { exportOnly } = attributesOf(withManifestForm(rest), mode);
  return ok({ kind: type, dest: withoutSlash(dest), src: withoutSlash(src), tag, digest, exportOnly });
}

/** BuildKit 0.21 took its own default for a contradiction: https://github.com/moby/buildkit/issues/5965 */
const withManifestForm = (parameters: Parameters): Parameters =>
  parameters['oci-mediatypes'] === false ? { 'image-manifest': false, ...parameters } : parameters;

const withoutSlash = (folder: string): string => folder.replace(/(?<=.)\/+$/u, '');

function attributesOf(
  parameters: Parameters,
  mode: Mode,
): { both: CacheAttributes; exportOnly: CacheAttributes } {
  const { mode: ownMode = mode, 'ignore-error': ignoreError = true, ...rest } = parameters;
  const given = Object.entries(rest).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
  return {
    both: Object.fromEntries(given.filter(([name]) => !EXPORT_ONLY.has(name))),
    exportOnly: {
      mode: String(ownMode),
      ...Object.fromEntries(given.filter(([name]) => EXPORT_ONLY.has(name))),
      'ignore-error': String(ignoreError),
    },
  };
}
