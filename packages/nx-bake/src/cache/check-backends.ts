import { checkShape, type Place } from '../check-shape';
import { isRecord, type Foreign } from '../foreign';
import { allOk, fail, ok, type Result } from '../result';
import type { CompleteBackend, Mode } from './backends/cache-backend';
import { backendOf, type BackendTable } from './backends/cache-backends';
import { expectedCache } from './cache-options';
import { splitSecrets } from './cache-secrets';

interface BackendPlace extends Place {
  /** The mode of backends that name none. */
  readonly mode: Mode;
  readonly table: BackendTable;
}

/** Checks the list of backends, or what stands in its place: one, or none at all. */
export function checkBackends(raw: unknown, at: BackendPlace): Result<CompleteBackend[]> {
  if (raw === false) return ok([]);
  const expected = expectedCache(at.table);
  if (!Array.isArray(raw)) return checkBackend(raw, at, expected.cache);
  const places = raw.map((item: unknown, index) => ({ item, place: `${at.place}[${index}]` }));
  const checked = allOk(
    places.map(({ item, place }) => checkBackend(item, { ...at, place }, expected.backend)),
  );
  return checked.ok ? ok(checked.value.flat()) : checked;
}

/** An empty list for "none". */
function checkBackend(
  raw: unknown,
  { mode, table, ...at }: BackendPlace,
  expected: string,
): Result<CompleteBackend[]> {
  if (raw === 'none') return ok([]);
  const written: Foreign = isRecord(raw) ? raw : { type: raw };
  const { type } = written;
  if (type === 'none') return ok([]);
  const kind = typeof type === 'string' ? backendOf(type, table) : undefined;
  if (kind === undefined) {
    const [place, wanted] = isRecord(raw)
      ? [`${at.place}.type`, expectedCache(table).type]
      : [at.place, expected];
    return fail([{ ...at, place, kind: 'invalid-option', found: shown(type), expected: wanted }]);
  }
  const { clean, problems } = splitSecrets(kind, written, at);
  const option = checkOption(kind.schema, clean, at);
  const backend = option.ok ? kind.complete(option.value, mode, at) : option;
  if (!backend.ok || problems.length > 0) return fail([...problems, ...(backend.ok ? [] : backend.problems)]);
  return ok([backend.value]);
}

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
