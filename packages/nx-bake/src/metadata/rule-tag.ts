import { unreachable } from '../result';
import { readVersion, releaseVersion, type Version } from './release-version';
import { matcher, type TagRule } from './tag-rule';
import { fillTemplate, isDefaultBranch, SHORT_LENGTH, type Filled, type TemplateFacts } from './template';

/** The facts that rules need to know of the project besides the run's own facts. */
export interface TaggedProject {
  readonly name: string;
  /** The version in its manifest (package.json, pyproject.toml, Cargo.toml). */
  readonly version: string | undefined;
}

/** The tag that a rule gives, before prefixes; or why it gives none. */
export type RuleTag =
  | { readonly tag: string; readonly isRelease: boolean }
  | { readonly none: string }
  /** This run is not what the rule is for; that is not worth a word. */
  | 'elsewhere';

export function ruleTag(rule: TagRule, project: TaggedProject, facts: TemplateFacts): RuleTag {
  const { source } = facts;
  const { own } = rule;
  switch (rule.type) {
    case 'raw':
      return filled(fillTemplate(own['value'] ?? '', facts));
    case 'schedule':
      return source.isScheduled ? filled(fillTemplate(own['pattern'] ?? '', facts)) : 'elsewhere';
    case 'sha':
      return source.commit === undefined
        ? { none: 'no commit is known' }
        : plain(own['format'] === 'long' ? source.commit : source.commit.slice(0, SHORT_LENGTH));
    case 'edge':
      return isEdge(own['branch'], facts) ? filled(fillTemplate(own['value'] ?? 'edge', facts)) : 'elsewhere';
    case 'ref':
      return refTag(own['event'], facts);
    case 'match':
      return matchTag(own, facts);
    case 'semver':
      return versionTag(own, facts, given(own, facts) ?? releaseVersion(source.gitTags, project.name));
    case 'version':
      return manifestTag(own, project, facts);
    default:
      return unreachable(rule.type);
  }
}

const plain = (tag: string): RuleTag => ({ tag, isRelease: false });

const filled = (answer: Filled): RuleTag =>
  'text' in answer ? plain(answer.text) : { none: `${answer.missing} has no value in this run` };

function isEdge(branch: string | undefined, { source }: TemplateFacts): boolean {
  return branch === undefined
    ? isDefaultBranch(source)
    : source.event === 'branch' && source.branch === branch;
}

function refTag(event: string | undefined, { source }: TemplateFacts): RuleTag {
  const { event: happened, branch, gitTags, pullRequest } = source;
  if (event === 'branch') return happened === 'branch' && branch !== undefined ? plain(branch) : 'elsewhere';
  if (event === 'pr') return pullRequest === undefined ? 'elsewhere' : plain(pullRequest);
  const [tag] = gitTags;
  return happened === 'tag' && tag !== undefined ? { tag, isRelease: true } : 'elsewhere';
}

function matchTag(own: TagRule['own'], facts: TemplateFacts): RuleTag {
  const value = own['value'] === undefined ? undefined : fillTemplate(own['value'], facts);
  if (value !== undefined && 'missing' in value) return filled(value);
  const texts = value === undefined ? facts.source.gitTags : [value.text];
  const pattern = matcher(own['pattern'] ?? '');
  for (const text of texts) {
    const tag = pattern?.exec(text)?.[Number(own['group'] ?? 0)];
    if (tag !== undefined && tag !== '') return { tag, isRelease: true };
  }
  return texts.length === 0
    ? 'elsewhere'
    : { none: `nothing in ${texts.join(', ')} matches ${own['pattern'] ?? ''}` };
}

/** The version that the rule itself names. */
function given(own: TagRule['own'], facts: TemplateFacts): Version | undefined {
  const value = own['value'] === undefined ? undefined : fillTemplate(own['value'], facts);
  return value !== undefined && 'text' in value ? readVersion(value.text) : undefined;
}

function manifestTag(own: TagRule['own'], { name, version }: TaggedProject, facts: TemplateFacts): RuleTag {
  const found = given(own, facts) ?? (version === undefined ? undefined : readVersion(version));
  if (found !== undefined) return versionTag(own, facts, found);
  return version === undefined
    ? { none: `no manifest of ${name} has a version` }
    : { none: `"${version}" of ${name} is no semantic version` };
}

/** Only whole versions are given to pre-releases: `1.2` must not move to a release candidate. */
function versionTag(own: TagRule['own'], facts: TemplateFacts, version: Version | undefined): RuleTag {
  if (version === undefined) return 'elsewhere';
  const wanted = own['pattern'] ?? '{{version}}';
  const pattern = version.isPrerelease && wanted !== '{{raw}}' ? '{{version}}' : wanted;
  const parts: Readonly<Record<string, string | number>> = {
    raw: version.raw,
    version: version.full,
    major: version.major,
    minor: version.minor,
    patch: version.patch,
  };
  const text = pattern.replace(/\{\{\s*(raw|version|major|minor|patch)\s*\}\}/gu, (_, part: string) =>
    String(parts[part] ?? ''),
  );
  const answer = filled(fillTemplate(text, facts));
  return typeof answer === 'object' && 'tag' in answer
    ? { ...answer, isRelease: !version.isPrerelease }
    : answer;
}
