import type { Flavor } from './flavor';
import { legalTag } from './legal-tag';
import { ruleTag, type TaggedProject } from './rule-tag';
import type { TagRule } from './tag-rule';
import { fillTemplate, type TemplateFacts } from './template';

export interface TagRules {
  readonly rules: readonly TagRule[];
  readonly flavor: Flavor;
}

export interface ImageTags {
  /** Each once, by priority. */
  readonly tags: readonly string[];
  /** The first tag that is neither a commit nor `latest`. */
  readonly version: string | undefined;
  /** Rules that should have given a tag and could not, and why. */
  readonly notes: readonly string[];
}

/** The tags of a project's image in this run. The first one decides on `latest`, as in metadata-action. */
export function imageTagsOf(
  { rules, flavor }: TagRules,
  project: TaggedProject,
  facts: TemplateFacts,
): ImageTags {
  const sorted = rules
    .map((rule, index) => ({ rule, index }))
    .sort((a, b) => b.rule.priority - a.rule.priority || a.index - b.index)
    .map(({ rule }) => rule);
  const tags: string[] = [];
  const notes: string[] = [];
  let isRelease: boolean | undefined;
  let version: string | undefined;
  for (const rule of sorted) {
    if (!isEnabled(rule, facts, notes)) continue;
    const answer = ruleTag(rule, project, facts);
    if (answer === 'elsewhere') continue;
    const tag = 'none' in answer ? undefined : legalTag(affixed(answer.tag, rule, flavor));
    if (tag !== undefined) tags.push(tag);
    else
      notes.push(
        `tags: type=${rule.type} gives no tag: ${'none' in answer ? answer.none : 'nothing valid remains'}`,
      );
    if (tag !== undefined && 'tag' in answer) isRelease ??= answer.isRelease;
    if (rule.type !== 'sha' && tag !== 'latest') version ??= tag;
  }
  const isLatest = flavor.latest === 'auto' ? isRelease === true : flavor.latest === 'true';
  return { tags: [...new Set([...tags, ...(isLatest ? [latestOf(flavor)] : [])])], version, notes };
}

function isEnabled({ type, enable }: TagRule, facts: TemplateFacts, notes: string[]): boolean {
  const answer = fillTemplate(enable, facts);
  const text = 'text' in answer ? answer.text.trim().toLowerCase() : 'false';
  if (text !== 'true' && text !== 'false')
    notes.push(`tags: type=${type} is left out: enable is "${text}", neither true nor false`);
  return text === 'true';
}

const affixed = (tag: string, { prefix, suffix }: TagRule, flavor: Flavor): string =>
  `${prefix ?? flavor.prefix}${tag}${suffix ?? flavor.suffix}`;

const latestOf = ({ prefix, prefixLatest, suffix, suffixLatest }: Flavor): string =>
  `${prefixLatest ? prefix : ''}latest${suffixLatest ? suffix : ''}`;
