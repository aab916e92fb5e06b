import { PLAIN, type CiSystem, type FoldMarks } from './ci-system';
import { GITHUB } from './github';
import { hide } from './hide-command';

/**
 * Every CI system that nx-bake knows more of than env-ci does. To add one, add an entry. The first one that is here
 * writes the log; facts are taken from all, as their variables are told apart by their names.
 */
export const CI_SYSTEMS = {
  github: GITHUB,
  gitlab: {
    ...PLAIN,
    isHere: (env) => env['GITLAB_CI'] === 'true',
    // https://docs.gitlab.com/ci/variables/predefined_variables/
    facts: (env) => ({
      fork: differ(env['CI_MERGE_REQUEST_SOURCE_PROJECT_ID'], env['CI_MERGE_REQUEST_PROJECT_ID']),
      defaultBranch: env['CI_DEFAULT_BRANCH'],
    }),
    foldMarks: gitlabFold,
  },
  azure: {
    ...PLAIN,
    isHere: (env) => env['TF_BUILD']?.toLowerCase() === 'true',
    // https://learn.microsoft.com/azure/devops/pipelines/build/variables
    facts: (env) => ({ fork: env['SYSTEM_PULLREQUEST_ISFORK']?.toLowerCase() === 'true' }),
    // https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands#formatting-commands
    foldMarks: (title) => ({ open: [`##[group]${title}`], close: ['##[endgroup]'] }),
    withoutCommands: (text) => hide(hide(text, '##vso['), '##['),
  },
  teamcity: {
    ...PLAIN,
    isHere: (env) => isSet(env['TEAMCITY_VERSION']),
    // https://www.jetbrains.com/help/teamcity/service-messages.html
    foldMarks: (title) => ({
      open: [teamcity('blockOpened', title)],
      close: [teamcity('blockClosed', title)],
    }),
    withoutCommands: (text) => hide(text, '##teamcity['),
  },
  jenkins: {
    ...PLAIN,
    isHere: (env) => env['JENKINS_URL'] !== undefined,
    // https://plugins.jenkins.io/branch-api/ and, only there for pull requests from forks, https://plugins.jenkins.io/github-branch-source/
    facts: (env) => ({
      fork: isSet(env['CHANGE_FORK']),
      tag: env['JENKINS_URL'] !== undefined && isSet(env['TAG_NAME']),
    }),
  },
  circleci: {
    ...PLAIN,
    isHere: (env) => env['CIRCLECI'] === 'true',
    // https://circleci.com/docs/variables/: only there for pull requests from forks
    facts: (env) => ({ fork: env['CIRCLE_PR_REPONAME'] !== undefined }),
  },
  buildkite: {
    ...PLAIN,
    isHere: (env) => env['BUILDKITE'] === 'true',
    // https://buildkite.com/docs/pipelines/configure/environment-variables
    facts: (env) => ({
      fork: differ(repository(env['BUILDKITE_PULL_REQUEST_REPO']), repository(env['BUILDKITE_REPO'])),
    }),
  },
  travis: {
    ...PLAIN,
    isHere: (env) => env['TRAVIS'] === 'true',
    // https://docs.travis-ci.com/user/environment-variables/
    facts: (env) => ({ fork: differ(env['TRAVIS_PULL_REQUEST_SLUG'], env['TRAVIS_REPO_SLUG']) }),
  },
  appveyor: {
    ...PLAIN,
    isHere: (env) => env['APPVEYOR']?.toLowerCase() === 'true',
    // https://www.appveyor.com/docs/environment-variables/
    facts: (env) => ({
      fork: differ(env['APPVEYOR_PULL_REQUEST_HEAD_REPO_NAME'], env['APPVEYOR_REPO_NAME']),
    }),
  },
} as const satisfies Readonly<Record<string, CiSystem>>;

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

const differ = (source: string | undefined, target: string | undefined): boolean =>
  isSet(source) && target !== undefined && source !== target;

/** `git@github.com:acme/shop.git` and `git://github.com/acme/shop.git` are one repository. */
const repository = (address: string | undefined): string | undefined =>
  address
    ?.toLowerCase()
    .replace(/^[a-z+]+:\/\//u, '')
    .replace(/^[^/@]*@/u, '')
    .replace(/^([^/:]+):(?:\d+\/)?/u, '$1/')
    .replace(/(?:\.git)?\/?$/u, '');

/** https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections */
function gitlabFold(title: string, now: number): FoldMarks {
  const seconds = Math.floor(now / 1000);
  const section = `nx-bake-${title.replace(/[^a-zA-Z0-9._-]+/g, '-')}`;
  return {
    open: [`\u001B[0Ksection_start:${seconds}:${section}[collapsed=true]\r\u001B[0K${title}`],
    close: [`\u001B[0Ksection_end:${seconds}:${section}\r\u001B[0K`],
  };
}

const teamcity = (message: string, name: string): string =>
  `##teamcity[${message} name='${name.replace(/[|'[\]]/g, '|$&').replaceAll('\n', '|n')}']`;
