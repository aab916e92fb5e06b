import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunFacts } from './run-facts';
import { readRunFacts } from './read-run-facts';

type Env = Readonly<Record<string, string>>;

const GITHUB = { GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'acme/shop' };
const PULL_REQUEST = {
  ...GITHUB,
  GITHUB_EVENT_NAME: 'pull_request',
  GITHUB_REF: 'refs/pull/7/merge',
  GITHUB_HEAD_REF: 'feat/x',
};
const MERGE_REQUEST = {
  GITLAB_CI: 'true',
  CI_DEFAULT_BRANCH: 'trunk',
  CI_MERGE_REQUEST_ID: '7',
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'trunk',
  CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'feat/x',
  CI_MERGE_REQUEST_PROJECT_ID: '1',
};
const AZURE = {
  BUILD_BUILDURI: 'vstfs:///1',
  SYSTEM_PULLREQUEST_PULLREQUESTID: '7',
  SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main',
  SYSTEM_PULLREQUEST_SOURCEBRANCH: 'refs/heads/feat/x',
};
const BUILDKITE = {
  BUILDKITE: 'true',
  BUILDKITE_REPO: 'git@github.com:acme/shop.git',
  BUILDKITE_BRANCH: 'feat/x',
  BUILDKITE_PULL_REQUEST: '7',
  BUILDKITE_PULL_REQUEST_BASE_BRANCH: 'main',
};

/** GitHub's payload of a pull request from this repository; undefined: a repository that is gone. */
const eventFrom = (head: string | undefined) => ({
  repository: { default_branch: 'trunk' },
  pull_request: {
    number: 7,
    head: { ref: 'feat/x', repo: head === undefined ? null : { full_name: head } },
    base: { ref: 'develop', repo: { full_name: 'acme/shop' } },
  },
});

interface Row {
  readonly env: Env;
  readonly event?: unknown;
  readonly facts: RunFacts;
}

const onTrunk = { ci: true, branch: 'feat/x', defaultBranch: 'trunk' };
/** Where the CI system names none, it is Nx's. */
const onMain = { ci: true, branch: 'feat/x', defaultBranch: 'main' };

const NO_BRANCH = { ci: true, branch: undefined, defaultBranch: 'main' };

const SYSTEMS: Readonly<Record<string, Row>> = {
  'GitHub, push': {
    env: { ...GITHUB, GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/feat/x' },
    event: { repository: { default_branch: 'trunk' } },
    facts: onTrunk,
  },
  'GitHub, push of a tag': {
    env: { ...GITHUB, GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/tags/v1' },
    facts: NO_BRANCH,
  },
  'GitHub, merge queue': {
    env: {
      ...GITHUB,
      GITHUB_EVENT_NAME: 'merge_group',
      GITHUB_REF: 'refs/heads/gh-readonly-queue/release/v2/pr-7-0123456789abcdef0123456789abcdef01234567',
    },
    facts: { ...NO_BRANCH, mergeQueue: { base: 'release/v2' } },
  },
  'GitHub, pull request': {
    env: PULL_REQUEST,
    event: eventFrom('acme/shop'),
    facts: { ...onTrunk, pullRequest: { fork: false, base: 'develop' } },
  },
  'GitHub, pull request from a fork': {
    env: PULL_REQUEST,
    event: eventFrom('stranger/shop'),
    facts: { ...onTrunk, pullRequest: { fork: true, base: 'develop' } },
  },
  'GitHub, pull request from a fork that is gone': {
    env: PULL_REQUEST,
    event: eventFrom(undefined),
    facts: { ...onTrunk, pullRequest: { fork: true, base: 'develop' } },
  },
  'GitLab, push': {
    env: { GITLAB_CI: 'true', CI_DEFAULT_BRANCH: 'trunk', CI_COMMIT_REF_NAME: 'feat/x' },
    facts: onTrunk,
  },
  'GitLab, tag': {
    env: { GITLAB_CI: 'true', CI_COMMIT_REF_NAME: 'v1', CI_COMMIT_TAG: 'v1' },
    facts: NO_BRANCH,
  },
  'GitLab, merge request': {
    env: { ...MERGE_REQUEST, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '1' },
    facts: { ...onTrunk, pullRequest: { fork: false, base: 'trunk' } },
  },
  'GitLab, merge request from a fork': {
    env: { ...MERGE_REQUEST, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '2' },
    facts: { ...onTrunk, pullRequest: { fork: true, base: 'trunk' } },
  },
  'Azure Pipelines, tag': {
    env: { BUILD_BUILDURI: 'vstfs:///1', BUILD_SOURCEBRANCH: 'refs/tags/v1' },
    facts: NO_BRANCH,
  },
  'Jenkins, tag': {
    env: { JENKINS_URL: 'https://ci', BRANCH_NAME: 'v1', TAG_NAME: 'v1', GIT_COMMIT: 'abc' },
    facts: NO_BRANCH,
  },
  'Azure Pipelines, pull request': {
    env: { ...AZURE, SYSTEM_PULLREQUEST_ISFORK: 'False' },
    facts: { ...onMain, pullRequest: { fork: false, base: 'main' } },
  },
  'Azure Pipelines, pull request from a fork': {
    env: { ...AZURE, SYSTEM_PULLREQUEST_ISFORK: 'True' },
    facts: { ...onMain, pullRequest: { fork: true, base: 'main' } },
  },
  'CircleCI, push': { env: { CIRCLECI: 'true', CIRCLE_BRANCH: 'feat/x' }, facts: onMain },
  'CircleCI, pull request from a fork': {
    env: { CIRCLECI: 'true', CIRCLE_BRANCH: 'feat/x', CIRCLE_PR_NUMBER: '7', CIRCLE_PR_REPONAME: 'shop' },
    facts: { ...onMain, pullRequest: { fork: true, base: undefined } },
  },
  'Buildkite, push': {
    env: {
      ...BUILDKITE,
      BUILDKITE_PULL_REQUEST: 'false',
      BUILDKITE_PULL_REQUEST_REPO: '',
      BUILDKITE_TAG: '',
    },
    facts: onMain,
  },
  'Buildkite, tag': {
    env: { BUILDKITE: 'true', BUILDKITE_BRANCH: 'v1', BUILDKITE_TAG: 'v1', BUILDKITE_PULL_REQUEST: 'false' },
    facts: NO_BRANCH,
  },
  'Buildkite, pull request, its repository spelled in another way': {
    env: { ...BUILDKITE, BUILDKITE_PULL_REQUEST_REPO: 'git://github.com/acme/shop.git' },
    facts: { ...onMain, pullRequest: { fork: false, base: 'main' } },
  },
  'Buildkite, pull request from a fork': {
    env: { ...BUILDKITE, BUILDKITE_PULL_REQUEST_REPO: 'https://github.com/stranger/shop' },
    facts: { ...onMain, pullRequest: { fork: true, base: 'main' } },
  },
  'a CI system that nobody knows': {
    env: { CI: 'true' },
    facts: { ci: true, branch: undefined, defaultBranch: 'main' },
  },
  'no CI system and no git': { env: {}, facts: { ci: false, branch: undefined, defaultBranch: 'main' } },
};

describe('readRunFacts', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nx-bake-facts-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(Object.entries(SYSTEMS))('%s', async (_, { env, event, facts }) => {
    const path = join(folder, 'event.json');
    if (event !== undefined) writeFileSync(path, JSON.stringify(event));
    const all = {
      PATH: process.env['PATH'],
      ...env,
      ...(event === undefined ? {} : { GITHUB_EVENT_PATH: path }),
    };
    expect(await readRunFacts(folder, all, 'origin/main')).toEqual(facts);
  });

  it.each([
    ['a branch', ['checkout', '-q', '-b', 'feat/x'], { branch: 'feat/x' }],
    ['no branch', ['checkout', '-q', '--detach'], { branch: undefined, isDetached: true }],
    [
      'a tag',
      ['-c', 'advice.detachedHead=false', 'checkout', '-q', 'v1'],
      { branch: undefined, isDetached: true },
    ],
  ])('asks git outside of CI: %s', async (_, checkout, facts) => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=e', ...args], { cwd: folder });
    git('init', '-q', '-b', 'main');
    git('commit', '-q', '--allow-empty', '-m', 'one');
    git('tag', 'v1');
    git(...checkout);
    const env = { PATH: process.env['PATH'] };
    expect(await readRunFacts(folder, env, 'main')).toEqual({ ci: false, defaultBranch: 'main', ...facts });
  });

  it('does without the event where its file is not there', async () => {
    const env = {
      ...GITHUB,
      GITHUB_EVENT_NAME: 'push',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_EVENT_PATH: 'gone',
    };
    expect(await readRunFacts(folder, env, undefined)).toEqual({
      ci: true,
      branch: 'main',
      defaultBranch: undefined,
    });
  });
});
