import * as v from 'valibot';
import type { Problem } from './problems';
import { fail, ok, type Result } from './result';

/** Where a value stands (`nx.json, plugin nx-bake`), and the project it belongs to. */
export interface Place {
  readonly place: string;
  readonly project?: string;
}

type Schema = v.GenericSchema;

/** Checks a value that somebody wrote by hand against its schema: the typed value, or all problems with their paths. */
export function checkShape<const TSchema extends Schema>(
  schema: TSchema,
  raw: unknown,
  at: Place,
): Result<v.InferOutput<TSchema>> {
  const checked = v.safeParse(schema, raw);
  return checked.success
    ? ok(checked.output)
    : fail(checked.issues.flatMap((issue) => problemsOf(issue, schema, at)));
}

function problemsOf(issue: v.BaseIssue<unknown>, schema: Schema, at: Place): Problem[] {
  const path = (issue.path ?? []).map((item) => String(item.key));
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const place = join(at.place, path.slice(0, -1));
    return [
      {
        ...at,
        place,
        kind: 'unknown-option',
        option: path.at(-1) ?? '',
        allowed: keysAt(schema, path.slice(0, -1)),
      },
    ];
  }
  const nested = issue.type === 'union' ? deepest(issue) : undefined;
  if (nested !== undefined) {
    return nested.flatMap((inner) =>
      problemsOf({ ...inner, path: [...(issue.path ?? []), ...(inner.path ?? [])] as never }, schema, at),
    ); // a path of paths stays a path
  }
  return [
    {
      ...at,
      place: join(at.place, path),
      kind: 'invalid-option',
      found: shown(issue.input),
      expected: expectation(issue),
    },
  ];
}

/** Picks the alternative of a union that the value came closest to: its complaints lie deeper inside. */
function deepest(issue: v.BaseIssue<unknown>): readonly v.BaseIssue<unknown>[] | undefined {
  const inner = (issue.issues ?? []).filter((candidate) => (candidate.path ?? []).length > 0);
  return inner.length > 0 ? inner : undefined;
}

function expectation(issue: v.BaseIssue<unknown>): string {
  const own = issue.message.startsWith('Invalid ') ? undefined : issue.message;
  const types = (issue.expected ?? '').replace(/^\((.*)\)$/u, '$1').split(' | ');
  return own ?? types.map((type) => TYPE_WORDS[type] ?? type).join(' or ');
}

/** Words for valibot's names of types. */
const TYPE_WORDS: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  string: 'a string',
  number: 'a number',
  Array: 'a list',
  Object: 'an object',
};

const shown = (value: unknown): string => {
  const text = value === undefined ? 'missing' : (JSON.stringify(value) as string | undefined);
  return text === undefined ? typeof value : text.length > 80 ? `${text.slice(0, 77)}...` : text;
};

const join = (place: string, path: readonly string[]): string =>
  path.length === 0
    ? place
    : `${place}: ${path
        .map((key) => (/^\d+$/u.test(key) ? `[${key}]` : `.${key}`))
        .join('')
        .replace(/^\./u, '')}`;

/** The keys that an object of this schema may have at a path, as far as the schema tells. */
function keysAt(schema: Schema, path: readonly string[]): string[] {
  const bare = unwrapped(schema);
  const entries = 'entries' in bare ? (bare.entries as Record<string, Schema>) : undefined; // valibot's object schemas
  if (entries === undefined) return [];
  const [head, ...rest] = path;
  if (head === undefined) return Object.keys(entries).sort();
  const next = entries[head];
  return next === undefined ? [] : keysAt(next, rest);
}

function unwrapped(schema: Schema): Schema {
  return 'wrapped' in schema ? unwrapped(schema.wrapped as Schema) : schema; // valibot's optional and nullish wrappers
}
