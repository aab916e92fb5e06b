import type { Place } from '../check-shape';
import type { Problem } from '../problems';
import { fail, ok, type Result } from '../result';
import { splitFields } from './split-fields';

/** The common parts of all tags of an image: https://github.com/docker/metadata-action#flavor-input */
export interface Flavor {
  /** Whether `latest` is added; `auto`: with releases. */
  readonly latest: 'auto' | 'true' | 'false';
  readonly prefix: string;
  readonly prefixLatest: boolean;
  readonly suffix: string;
  readonly suffixLatest: boolean;
}

export const DEFAULT_FLAVOR: Flavor = {
  latest: 'auto',
  prefix: '',
  prefixLatest: false,
  suffix: '',
  suffixLatest: false,
};

const NAMES = ['latest', 'prefix', 'suffix'] as const;

/** The option `flavor`: `latest=false`, `prefix=v,onlatest=true`. */
export function parseFlavor(entries: readonly string[], at: Place): Result<Flavor> {
  let flavor = DEFAULT_FLAVOR;
  const problems: Problem[] = [];
  for (const entry of entries) {
    const fields = splitFields(entry);
    const { latest, prefix, suffix, onlatest } = Object.fromEntries(fields);
    const [unknown] = [...fields.keys()].filter((name) => name !== 'onlatest' && !isName(name));
    const place = { ...at, place: `${at.place}: "${entry}"` };
    if (unknown !== undefined)
      problems.push({ ...place, kind: 'unknown-option', option: unknown, allowed: [...NAMES, 'onlatest'] });
    if (latest !== undefined && !isSwitch(latest))
      problems.push({
        ...place,
        kind: 'invalid-option',
        found: latest,
        expected: '"auto", "true" or "false"',
      });
    flavor = {
      latest: latest !== undefined && isSwitch(latest) ? latest : flavor.latest,
      prefix: prefix ?? flavor.prefix,
      prefixLatest: prefix === undefined ? flavor.prefixLatest : onlatest === 'true',
      suffix: suffix ?? flavor.suffix,
      suffixLatest: suffix === undefined ? flavor.suffixLatest : onlatest === 'true',
    };
  }
  return problems.length > 0 ? fail(problems) : ok(flavor);
}

const isName = (name: string): boolean => (NAMES as readonly string[]).includes(name);

const isSwitch = (value: string): value is Flavor['latest'] => ['auto', 'true', 'false'].includes(value);
