import type { SourceFacts } from '../ci/source-facts';
import { formatDate, isDateFormat } from './format-date';

type Env = Readonly<Record<string, string | undefined>>;

/** The facts that expressions in rules are filled from. */
export interface TemplateFacts {
  readonly source: SourceFacts;
  readonly env: Env;
  /** Seconds since 1970; `SOURCE_DATE_EPOCH` where it is set. */
  readonly now: number;
}

const EXPRESSION = /\{\{\s*([^{}]*?)\s*\}\}/gu;
const ENVIRONMENT = /(?<!\{)\{env\.(\w+)\}(?!\})/gu;
const DATE = /^(date|commit_date)\s+(['"])(.*?)\2(?:\s+tz=(['"])(.*?)\4)?$/u;

type Fill = (facts: SourceFacts) => string | undefined;

/** The expressions of metadata-action: https://github.com/docker/metadata-action#global-expressions */
const EXPRESSIONS: Readonly<Record<string, Fill>> = {
  branch: ({ event, branch }) => (event === 'branch' ? branch : undefined),
  tag: ({ event, gitTags: [tag] }) => (event === 'tag' ? tag : undefined),
  sha: ({ commit }) => commit?.slice(0, SHORT_LENGTH),
  base_ref: ({ baseBranch }) => baseBranch,
  is_default_branch: (facts) => String(isDefaultBranch(facts)),
  is_not_default_branch: (facts) => String(!isDefaultBranch(facts)),
};

/** As git and metadata-action shorten by default. */
export const SHORT_LENGTH = 7;

/** Filled in by the version rules; see version-tag.ts. */
export const VERSION_PARTS = ['raw', 'version', 'major', 'minor', 'patch'] as const;

export function isDefaultBranch({ event, branch, defaultBranch }: SourceFacts): boolean {
  if (event !== 'branch' || branch === undefined) return false;
  return defaultBranch === undefined ? /^(?:main|master)$/u.test(branch) : branch === defaultBranch;
}

/** Says what a text should have in place of an expression that nobody knows; undefined where all are known. */
export function templateProblem(text: string): string | undefined {
  const unknown = [...text.matchAll(EXPRESSION)].find(([, expression = '']) => !isKnown(expression));
  if (unknown === undefined) return undefined;
  const names = [...Object.keys(EXPRESSIONS), ...VERSION_PARTS].map((name) => `{{${name}}}`);
  return `one without ${unknown[0]}; known are ${names.join(', ')}, {{date 'YYYYMMDD'}}, {{commit_date 'YYYYMMDD'}} and {env.NAME}`;
}

function isKnown(expression: string): boolean {
  const isPart = (VERSION_PARTS as readonly string[]).includes(expression);
  if (isPart || Object.hasOwn(EXPRESSIONS, expression)) return true;
  const date = DATE.exec(expression);
  return date !== null && isDateFormat(date[3] ?? '', date[5]);
}

export type Filled = { readonly text: string } | { readonly missing: string };

/** A text with its expressions filled in, or the first one that has no value in this run. */
export function fillTemplate(text: string, facts: TemplateFacts): Filled {
  let missing: string | undefined;
  const value = (expression: string, found: string | undefined): string => {
    if (found === undefined || found === '') missing ??= expression;
    return found ?? '';
  };
  const filled = text
    .replace(EXPRESSION, (whole: string, expression: string) => value(whole, valueOf(expression, facts)))
    .replace(ENVIRONMENT, (whole: string, name: string) => value(whole, facts.env[name]));
  return missing === undefined ? { text: filled } : { missing };
}

function valueOf(expression: string, { source, now }: TemplateFacts): string | undefined {
  const [, kind, , format = '', , zone] = DATE.exec(expression) ?? [];
  if (kind === undefined) return EXPRESSIONS[expression]?.(source);
  const seconds = kind === 'date' ? now : source.committedAt;
  return seconds === undefined ? undefined : formatDate(seconds, format, zone);
}
