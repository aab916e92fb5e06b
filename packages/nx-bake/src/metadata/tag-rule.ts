import type { Place } from '../check-shape';
import type { Problem } from '../problems';
import { allOk, fail, ok, type Result } from '../result';
import { splitFields } from './split-fields';
import { templateProblem } from './template';

export type TagRuleType = 'raw' | 'ref' | 'sha' | 'semver' | 'version' | 'match' | 'edge' | 'schedule';

/**
 * One rule for tags, in the words of docker/metadata-action: `type=sha,format=long`.
 * https://github.com/docker/metadata-action#tags-input
 */
export interface TagRule {
  readonly type: TagRuleType;
  readonly enable: string;
  /** Higher ones come first in the list of tags. */
  readonly priority: number;
  /** Undefined leaves it to the flavor. */
  readonly prefix: string | undefined;
  readonly suffix: string | undefined;
  /** The attributes that only this type knows: `pattern`, `event`, `format` … */
  readonly own: Readonly<Record<string, string>>;
}

interface TypeRules {
  readonly priority: number;
  readonly prefix?: string;
  /** Attribute → its default; undefined where it may be left out. */
  readonly own: Readonly<Record<string, string | undefined>>;
  readonly needs?: readonly string[];
  /** Attribute → the values that it may have. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
}

/** Priorities and defaults are metadata-action's; `version` (of the project's manifest) is an addition. */
const TYPES: Readonly<Record<TagRuleType, TypeRules>> = {
  schedule: { priority: 1000, own: { pattern: 'nightly' } },
  semver: { priority: 900, own: { pattern: undefined, value: undefined }, needs: ['pattern'] },
  version: { priority: 850, own: { pattern: '{{version}}', value: undefined } },
  match: {
    priority: 800,
    own: { pattern: undefined, group: '0', value: undefined },
    needs: ['pattern'],
  },
  edge: { priority: 700, own: { branch: undefined, value: 'edge' } },
  ref: {
    priority: 600,
    own: { event: undefined },
    needs: ['event'],
    values: { event: ['branch', 'tag', 'pr'] },
  },
  raw: { priority: 200, own: { value: undefined }, needs: ['value'] },
  sha: { priority: 100, prefix: 'sha-', own: { format: 'short' }, values: { format: ['short', 'long'] } },
};

const COMMON = ['type', 'enable', 'priority', 'prefix', 'suffix'] as const;

/** Whether an entry of the option `tags` is a rule. No tag and no image reference has a `=`. */
export const isTagRule = (entry: string): boolean => entry.includes('=');

/** Reads a rule, or tells everything that is wrong with it. */
export function parseTagRule(entry: string, at: Place): Result<TagRule> {
  const fields = splitFields(entry);
  const type = fields.get('type') ?? 'raw';
  if (!isType(type))
    return fail([
      invalid(at, { name: 'type', found: type, expected: `one of ${Object.keys(TYPES).sort().join(', ')}` }),
    ]);
  const { own, priority, prefix } = TYPES[type];
  const problems = problemsOf(fields, TYPES[type], at);
  if (problems.length > 0) return fail(problems);
  const given = Object.entries(own).flatMap(([name, byDefault]) => {
    const value = fields.get(name) ?? byDefault;
    return value === undefined ? [] : [[name, value] as const];
  });
  return ok({
    type,
    enable: fields.get('enable') ?? 'true',
    priority: Number(fields.get('priority') ?? priority),
    prefix: fields.get('prefix') ?? (type === 'ref' && fields.get('event') === 'pr' ? 'pr-' : prefix),
    suffix: fields.get('suffix'),
    own: Object.fromEntries(given),
  });
}

/** All rules, or all problems of all of them. */
export const parseTagRules = (entries: readonly string[], at: Place): Result<TagRule[]> =>
  allOk(entries.map((entry) => parseTagRule(entry, { ...at, place: `${at.place}: "${entry}"` })));

const isType = (type: string): type is TagRuleType => Object.hasOwn(TYPES, type);

function problemsOf(fields: ReadonlyMap<string, string>, rules: TypeRules, at: Place): Problem[] {
  const allowed = [...COMMON, ...Object.keys(rules.own)];
  const unknown = [...fields.keys()].filter((name) => !allowed.includes(name));
  const missing = (rules.needs ?? []).filter((name) => (fields.get(name) ?? '') === '');
  const priority = fields.get('priority');
  return [
    ...unknown.map((option) => ({ ...at, kind: 'unknown-option' as const, option, allowed })),
    ...missing.map((name) => invalid(at, { name, found: undefined, expected: 'a value' })),
    ...Object.entries(rules.values ?? {}).flatMap(([name, values]) => {
      const value = fields.get(name);
      return value === undefined || values.includes(value)
        ? []
        : [invalid(at, { name, found: value, expected: values.map((one) => `"${one}"`).join(' or ') })];
    }),
    ...(priority === undefined || /^\d+$/u.test(priority)
      ? []
      : [invalid(at, { name: 'priority', found: priority, expected: 'a whole number' })]),
    ...patternProblems(fields, at),
    ...[...fields].flatMap(([name, value]) => {
      const expected = templateProblem(value);
      return expected === undefined ? [] : [invalid(at, { name, found: value, expected })];
    }),
  ];
}

function patternProblems(fields: ReadonlyMap<string, string>, at: Place): Problem[] {
  const pattern = fields.get('pattern');
  if (fields.get('type') !== 'match' || pattern === undefined) return [];
  const group = fields.get('group') ?? '0';
  return [
    ...(matcher(pattern) === undefined
      ? [invalid(at, { name: 'pattern', found: pattern, expected: 'a regular expression' })]
      : []),
    ...(/^\d+$/u.test(group)
      ? []
      : [invalid(at, { name: 'group', found: group, expected: 'the number of a group of the pattern' })]),
  ];
}

/** A regular expression, bare or as `/v(\d+)/i`. */
export function matcher(pattern: string): RegExp | undefined {
  const [, source = pattern, flags = ''] = /^\/(.+)\/([a-z]*)$/u.exec(pattern) ?? [];
  try {
    return new RegExp(source, flags.replace(/[gy]/gu, ''));
  } catch {
    return undefined;
  }
}

interface Wrong {
  readonly name: string;
  readonly found: string | undefined;
  readonly expected: string;
}

const invalid = (at: Place, { name, found, expected }: Wrong): Problem => ({
  ...at,
  place: `${at.place}: ${name}`,
  kind: 'invalid-option',
  found: found === undefined ? 'missing' : JSON.stringify(found),
  expected,
});
