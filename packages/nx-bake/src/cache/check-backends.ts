import { checkShape, type Place } from '../check-shape';
import { isRecord, type Foreign } from '../foreign';
import { allOk, fail, ok, type Result } from '../result';
import { cacheBackend } from './cache-backend';
import {
  BACKEND_SCHEMAS,
  EXPECTED_BACKEND,
  EXPECTED_CACHE,
  EXPECTED_TYPE,
  type BackendOption,
} from './cache-options';
import type { CacheBackend } from './cache-policy';
import { withoutSecrets } from './cache-secrets';

interface BackendPlace extends Place {
  /** The mode of backends that name none. */
  readonly mode: 'max' | 'min';
}

/** What stands in for, or in, the list of backends: one, several, or none at all. */
export function checkBackends(raw: unknown, at: BackendPlace): Result<CacheBackend[]> {
  if (raw === false) return ok([]);
  if (!Array.isArray(raw)) return checkBackend(raw, at, EXPECTED_CACHE);
  const places = raw.map((item: unknown, index) => ({ item, place: `${at.place}[${index}]` }));
  const checked = allOk(
    places.map(({ item, place }) => checkBackend(item, { ...at, place }, EXPECTED_BACKEND)),
  );
  return checked.ok ? ok(checked.value.flat()) : checked;
}

/** An empty list for "none". */
function checkBackend(raw: unknown, { mode, ...at }: BackendPlace, expected: string): Result<CacheBackend[]> {
  if (raw === 'none') return ok([]);
  const written: Foreign = isRecord(raw) ? raw : { type: raw };
  const { type } = written;
  if (type === 'none') return ok([]);
  if (!isBackendType(type)) {
    const place = isRecord(raw) ? `${at.place}.type` : at.place;
    return fail([
      {
        ...at,
        place,
        kind: 'invalid-option',
        found: shown(type),
        expected: isRecord(raw) ? EXPECTED_TYPE : expected,
      },
    ]);
  }
  const { clean, problems } = withoutSecrets(type, written, at);
  const option: Result<BackendOption> = checkOption(BACKEND_SCHEMAS[type], clean, at);
  const backend = option.ok ? cacheBackend(option.value, mode, at) : option;
  if (!backend.ok || problems.length > 0) return fail([...problems, ...(backend.ok ? [] : backend.problems)]);
  return ok([backend.value]);
}

const isBackendType = (type: unknown): type is keyof typeof BACKEND_SCHEMAS =>
  typeof type === 'string' && Object.hasOwn(BACKEND_SCHEMAS, type);

/** Bake's own `type=s3,secret_access_key=...` is not repeated, as it may hold a secret. */
function shown(value: unknown): string {
  if (typeof value === 'string')
    return value.includes('=') ? 'a string with parameters' : JSON.stringify(value);
  return value === undefined ? 'missing' : `a value of type ${Array.isArray(value) ? 'list' : typeof value}`;
}

/** Like {@link checkShape}, with places as paths of one piece: `cache.backends[0].mode`. */
export const checkOption: typeof checkShape = (schema, raw, at) => {
  const checked = checkShape(schema, raw, at);
  const start = `${at.place}: `;
  if (checked.ok) return checked;
  return fail(
    checked.problems.map((problem) =>
      'place' in problem && problem.place.startsWith(start)
        ? { ...problem, place: `${at.place}.${problem.place.slice(start.length)}` }
        : problem,
    ),
  );
};
