import { isRecord, recordOf, type Foreign } from '../foreign';

type Env = Readonly<Record<string, string | undefined>>;

/** What each CI system says about a pull request's origin, where it says anything: two values that differ, or a flag. */
const FORK_RULES: readonly ((env: Env) => boolean)[] = [
  // https://docs.gitlab.com/ci/variables/predefined_variables/
  (env) => differ(env['CI_MERGE_REQUEST_SOURCE_PROJECT_ID'], env['CI_MERGE_REQUEST_PROJECT_ID']),
  // https://learn.microsoft.com/azure/devops/pipelines/build/variables
  (env) => env['SYSTEM_PULLREQUEST_ISFORK']?.toLowerCase() === 'true',
  // https://circleci.com/docs/variables/: only there for pull requests from forks
  (env) => env['CIRCLE_PR_REPONAME'] !== undefined,
  // https://buildkite.com/docs/pipelines/configure/environment-variables
  (env) => differ(repository(env['BUILDKITE_PULL_REQUEST_REPO']), repository(env['BUILDKITE_REPO'])),
  // https://docs.travis-ci.com/user/environment-variables/
  (env) => differ(env['TRAVIS_PULL_REQUEST_SLUG'], env['TRAVIS_REPO_SLUG']),
  // https://plugins.jenkins.io/github-branch-source/: only there for pull requests from forks
  (env) => (env['CHANGE_FORK'] ?? '') !== '',
  // https://www.appveyor.com/docs/environment-variables/
  (env) => differ(env['APPVEYOR_PULL_REQUEST_HEAD_REPO_NAME'], env['APPVEYOR_REPO_NAME']),
];

const differ = (source: string | undefined, target: string | undefined): boolean =>
  source !== undefined && source !== '' && target !== undefined && source !== target;

/** `git@github.com:acme/shop.git` and `git://github.com/acme/shop.git` are one repository. */
const repository = (address: string | undefined): string | undefined =>
  address
    ?.toLowerCase()
    .replace(/^[a-z+]+:\/\//u, '')
    .replace(/^[^/@]*@/u, '')
    .replace(/^([^/:]+):(?:\d+\/)?/u, '$1/')
    .replace(/(?:\.git)?\/?$/u, '');

/** Whether the run is for a pull request from another repository, which may not write to this one's registry. */
export function isFromFork(env: Env, githubEvent: Foreign | undefined): boolean {
  return githubFork(githubEvent) || FORK_RULES.some((rule) => rule(env));
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request: a deleted fork has no repository. */
function githubFork(event: Foreign | undefined): boolean {
  const pullRequest = event?.['pull_request'];
  if (!isRecord(pullRequest)) return false;
  return repositoryOf(pullRequest['head']) !== repositoryOf(pullRequest['base']);
}

const repositoryOf = (side: unknown): unknown => recordOf(recordOf(side)['repo'])['full_name'];
