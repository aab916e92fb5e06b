import type { SourceFacts } from '../ci/source-facts';
import { legalTag } from './legal-tag';
import { releaseVersion } from './release-version';
import { isDefaultBranch } from './template';

export interface DefaultTagFacts {
  readonly source: SourceFacts;
  readonly projectName: string;
  /** Whether the workspace makes releases (`release` in nx.json): then `latest` follows them. */
  readonly hasReleases: boolean;
}

/**
 * The tags of an image that CI pushes and for which nobody has configured any: the full commit, always, so that every
 * image can be found again; and one that moves with the branch, which on the default branch is `latest`.
 * None where no commit is known.
 */
export function defaultTags({ source, projectName, hasReleases }: DefaultTagFacts): string[] {
  const { commit } = source;
  if (commit === undefined) return [];
  return [
    ...new Set([...releaseTags(source, projectName, hasReleases), commit, ...movingTag(source, hasReleases)]),
  ];
}

/** For a git tag the version in it, or else its own name; nothing for that of another project. */
function releaseTags(source: SourceFacts, projectName: string, hasReleases: boolean): string[] {
  if (source.event !== 'tag') return [];
  const version = releaseVersion(source.gitTags, projectName);
  if (version === undefined) {
    const names = source.gitTags.filter((tag) => !/[@/]/u.test(tag));
    return names.flatMap((name) => legalTag(name) ?? []);
  }
  const isLatest = hasReleases && !version.isPrerelease;
  return [
    ...(legalTag(version.full) === undefined ? [] : [legalTag(version.full) ?? '']),
    ...(isLatest ? ['latest'] : []),
  ];
}

/** Names that mean something else than a branch: `latest`, versions, commits and pull requests. */
const TAKEN = /^(?:latest|v?\d+(?:\.\d+)*(?:[.-].*)?|[0-9a-f]{40,64}|pr-\d+)$/u;

function movingTag(source: SourceFacts, hasReleases: boolean): string[] {
  const { event, branch, pullRequest } = source;
  if (event === 'pull-request') return pullRequest === undefined ? [] : [`pr-${pullRequest}`];
  if (event !== 'branch' || branch === undefined) return [];
  if (isDefaultBranch(source) && !hasReleases) return ['latest'];
  const tag = legalTag(branch);
  return tag === undefined ? [] : [TAKEN.test(tag) ? `branch-${tag}`.slice(0, 128) : tag];
}
