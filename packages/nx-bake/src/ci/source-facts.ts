import type { RunFacts } from './run-facts';

type Env = Readonly<Record<string, string | undefined>>;

/** What git says of the folder that is built; everything is absent outside of a repository. */
export interface GitFacts {
  readonly commit: string | undefined;
  /** Seconds since 1970. */
  readonly committedAt: number | undefined;
  /** The tags that point to the commit. */
  readonly tags: readonly string[];
  /** The address of `origin`. */
  readonly remote: string | undefined;
  /** Whether files differ from the commit. */
  readonly isDirty: boolean;
}

export type SourceEvent = 'branch' | 'tag' | 'pull-request' | 'merge-queue';

/** The commit that is built, and the event that started the run. */
export interface SourceFacts {
  readonly event: SourceEvent;
  readonly isScheduled: boolean;
  /** The full hash. */
  readonly commit: string | undefined;
  /** Seconds since 1970. */
  readonly committedAt: number | undefined;
  /** Whether files differ from the commit, known outside CI only: jobs write files, and build the commit all the same. */
  readonly isDirty: boolean;
  /** The tag that started the run, or the tags of the commit of a branch; none in pull requests and merge queues. */
  readonly gitTags: readonly string[];
  readonly branch: string | undefined;
  readonly baseBranch: string | undefined;
  readonly defaultBranch: string | undefined;
  /** As people know it: in GitLab the number within the project. */
  readonly pullRequest: string | undefined;
  /** The web address, without credentials. */
  readonly repository: string | undefined;
}

/** The parts of env-ci's answer that are used. */
export interface CiAnswer {
  readonly commit?: string | undefined;
  readonly tag?: string | undefined;
  readonly pr?: string | number | undefined;
}

/** Puts the facts of the run, of the CI system and of git together. */
export function sourceFacts(
  run: RunFacts,
  ci: CiAnswer,
  { env, git }: { env: Env; git: GitFacts },
): SourceFacts {
  const tag = run.pullRequest === undefined ? runTag(ci, env) : undefined;
  const event = eventOf(run, tag);
  return {
    event,
    isScheduled: SCHEDULES.some(([name, value]) => env[name]?.toLowerCase() === value),
    // what is checked out is what is built, and not always what the CI system calls the commit of its event
    commit: git.commit ?? ci.commit,
    committedAt: git.committedAt,
    isDirty: !run.ci && git.isDirty,
    gitTags: tag !== undefined ? [tag] : event === 'branch' ? [...git.tags].sort() : [],
    branch: branchName(run.branch, env),
    // the last one is Jenkins', which env-ci does not read
    baseBranch: run.pullRequest?.base ?? run.mergeQueue?.base ?? env['CHANGE_TARGET'],
    defaultBranch: run.defaultBranch,
    pullRequest: event === 'pull-request' ? pullRequestNumber(ci, env) : undefined,
    repository: repositoryAddress(env, git.remote),
  };
}

function eventOf({ pullRequest, mergeQueue }: RunFacts, tag: string | undefined): SourceEvent {
  if (pullRequest !== undefined) return 'pull-request';
  if (mergeQueue !== undefined) return 'merge-queue';
  return tag === undefined ? 'branch' : 'tag';
}

/** The variables by which systems tell that a clock started the run; CircleCI and Bitbucket have none. */
const SCHEDULES: readonly (readonly [string, string])[] = [
  ['GITHUB_EVENT_NAME', 'schedule'],
  ['CI_PIPELINE_SOURCE', 'schedule'],
  ['BUILD_REASON', 'schedule'], // https://learn.microsoft.com/azure/devops/pipelines/build/variables
  ['BUILDKITE_SOURCE', 'schedule'],
  ['TRAVIS_EVENT_TYPE', 'cron'],
  ['DRONE_BUILD_EVENT', 'cron'],
];

const TAG_REF = 'refs/tags/';

/** The git tag for which the run was started. */
function runTag({ tag = '' }: CiAnswer, env: Env): string | undefined {
  if (tag !== '') return tag;
  const ref = [env['GITHUB_REF'], env['BUILD_SOURCEBRANCH']].find((name) => name?.startsWith(TAG_REF));
  if (ref !== undefined) return ref.slice(TAG_REF.length);
  const ofJenkins = env['JENKINS_URL'] === undefined ? '' : (env['TAG_NAME'] ?? '');
  return ofJenkins === '' ? undefined : ofJenkins;
}

/** Jenkins names the remote as well: `origin/main`. */
const branchName = (branch: string | undefined, env: Env): string | undefined =>
  env['JENKINS_URL'] === undefined ? branch : branch?.replace(/^origin\//u, '');

/** env-ci gives GitLab's number within the whole instance, which nobody sees. */
function pullRequestNumber({ pr }: CiAnswer, env: Env): string | undefined {
  const number = env['CI_MERGE_REQUEST_IID'] ?? pr;
  return number === undefined || number === '' ? undefined : String(number);
}

/** Each system's name for the repository, before git's own, which may be a mirror or the address of a proxy. */
function repositoryAddress(env: Env, remote: string | undefined): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: slug } = env;
  const named = [
    server === undefined || slug === undefined ? undefined : `${server}/${slug}`,
    env['CI_PROJECT_URL'],
    env['CIRCLE_REPOSITORY_URL'],
    env['BUILD_REPOSITORY_URI'],
    env['BUILDKITE_REPO'],
    env['GIT_URL'],
    remote,
  ];
  return named.map(webAddress).find((address) => address !== undefined);
}

/** `git@github.com:acme/shop.git` is https://github.com/acme/shop; a folder has no web address. */
export function webAddress(remote: string | undefined): string | undefined {
  const text = remote?.trim() ?? '';
  const scp = /^(?:[^\s/@]+@)?([^\s/:@]{2,}):(?!\/)(\S+)$/u.exec(text);
  const address = scp === null ? text : `ssh://${scp[1] ?? ''}/${scp[2] ?? ''}`;
  const parts = /^(https?|ssh|git):\/\/(?:[^/@]*@)?([^/:@]+)(:\d+)?\/(\S+?)(?:\.git)?\/?$/u.exec(address);
  if (parts === null) return undefined;
  const [, scheme = '', host = '', port = '', path = ''] = parts;
  const isWeb = scheme.startsWith('http');
  return `${isWeb ? scheme : 'https'}://${host}${isWeb ? port : ''}/${path.replace(/^\/+/u, '')}`;
}
