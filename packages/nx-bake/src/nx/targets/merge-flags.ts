import * as v from 'valibot';
import { recordOf } from '../../foreign';
import { environmentMap } from '../../option-schemas';
import { MAP_OPTIONS } from '../options/attribute-options';
import { BuildOptionsSchema } from '../options/build-options';

/**
 * The options of a task as they were meant. Nx replaces a whole map when one key of it is given as a flag, turns
 * `--args.VERSION=1.10` into the number 1.1 and `--no-cache` into `cache: false`; the flags as typed put that right.
 *
 * @param configured what the target's configuration in the project graph says, before flags
 * @param merged what Nx made of it together with the flags
 * @param typed the flags as typed, e.g. `--args.VERSION=1.10`
 */
export function mergeFlags(
  configured: Readonly<Record<string, unknown>>,
  merged: Readonly<Record<string, unknown>>,
  typed: readonly string[],
): Record<string, unknown> {
  const options = spelled(merged);
  const own = spelled(configured);
  delete options['__overrides_unparsed__'];
  delete options['verbose'];
  if (typed.includes('--no-cache')) {
    restore(options, own, 'cache');
    options['no-cache'] = true;
  }
  for (const key of Object.keys(options)) {
    const values = hasNumbers(options[key]) || isSplit(options[key]) ? valuesOf(typed, key) : [];
    if (values.length > 0) options[key] = values.length === 1 ? values[0] : values;
  }
  for (const key of MAP_OPTIONS) {
    const flags = flagsOf(typed, key);
    if (Object.keys(flags).length > 0) options[key] = { ...mapIn(own[key]), ...flags };
  }
  return options;
}

/** A map as it is configured: it may be a list of `KEY=VALUE`. */
function mapIn(value: unknown): Readonly<Record<string, unknown>> {
  const read = v.safeParse(environmentMap, value);
  return read.success ? read.output : recordOf(value);
}

function restore(
  options: Record<string, unknown>,
  configured: Readonly<Record<string, unknown>>,
  key: string,
): void {
  if (configured[key] === undefined) Reflect.deleteProperty(options, key);
  else options[key] = configured[key];
}

/** Nx makes numbers of `--tags=1.10`, `--tags=1.10 --tags=1.20` and `--args.VERSION=1.10`. */
const hasNumbers = (value: unknown): boolean => [value].flat().some((item) => typeof item === 'number');

/** Nx splits a flag at its commas where a list is possible, `--secret=id=npm,src=.npmrc` too. */
const isSplit = (value: unknown): boolean => Array.isArray(value);

/** The values of all `--key=value` and `--key value`. */
function valuesOf(typed: readonly string[], key: string): string[] {
  return typed.flatMap((word, index) => {
    const [, name = '', value] = /^--([^=]+)(?:=([^]*))?$/u.exec(word) ?? [];
    return spelling(name) === key ? (value ?? typed[index + 1] ?? []) : [];
  });
}

/** `--args.A=1 --args.B 2` for `args` is `{ A: '1', B: '2' }`. */
function flagsOf(typed: readonly string[], key: string): Record<string, string> {
  const found: Record<string, string> = {};
  typed.forEach((word, index) => {
    const [, option = '', name, value] = /^--([^.=]+)\.([^=]*)(?:=([^]*))?$/u.exec(word) ?? [];
    if (name === undefined || spelling(option) !== key) return;
    found[name] = value ?? typed[index + 1] ?? '';
  });
  return found;
}

/** An option may be spelled as bake does (`no-cache`) or as Nx does (`noCache`), on both sides. */
const spelling = (key: string): string => SPELLINGS.get(squashed(key)) ?? key;

const spelled = (options: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(options).map(([key, value]) => [spelling(key), value]));

const squashed = (key: string): string => key.replaceAll('-', '').toLowerCase();

const SPELLINGS = new Map(Object.keys(BuildOptionsSchema.entries).map((key) => [squashed(key), key]));
