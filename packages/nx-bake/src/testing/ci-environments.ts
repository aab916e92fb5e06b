import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Env = Readonly<Record<string, string>>;

/** The start of a run, in words that every CI system has its own variables for. */
export type Start =
  | { readonly kind: 'branch'; readonly branch: string; readonly isScheduled?: boolean }
  | { readonly kind: 'tag'; readonly tag: string }
  | {
      readonly kind: 'pull-request';
      readonly number: number;
      readonly branch: string;
      readonly fork?: boolean;
    }
  | { readonly kind: 'merge-queue' };

export type CiSystem = 'github' | 'gitlab' | 'azure' | 'circleci' | 'buildkite' | 'jenkins';

export const CI_SYSTEMS: readonly CiSystem[] = [
  'github',
  'gitlab',
  'azure',
  'circleci',
  'buildkite',
  'jenkins',
];

/** The commit that every environment here names. */
export const COMMIT = '0123456789abcdef0123456789abcdef01234567';

/** The variables that a system's documentation names for such a start; undefined where it has no such thing. */
export function ciEnvironment(system: CiSystem, start: Start): Env | undefined {
  return SYSTEMS[system](start);
}

let folder: string | undefined;
let events = 0;

/** GitHub tells more in a file. */
function githubEvent(event: object): string {
  folder ??= mkdtempSync(join(tmpdir(), 'nx-bake-events-'));
  const path = join(folder, `${events++}.json`);
  writeFileSync(path, JSON.stringify(event));
  return path;
}

/** Removes the event files; call it when a test file is done with its environments. */
export function removeCiEvents(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
}

const REPOSITORY = { default_branch: 'main' };

const github = (start: Start): Env => {
  const common = {
    GITHUB_ACTIONS: 'true',
    GITHUB_SHA: COMMIT,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'acme/shop',
  };
  switch (start.kind) {
    case 'branch':
      return {
        ...common,
        GITHUB_EVENT_NAME: start.isScheduled === true ? 'schedule' : 'push',
        GITHUB_REF: `refs/heads/${start.branch}`,
        GITHUB_EVENT_PATH: githubEvent({ repository: REPOSITORY }),
      };
    case 'tag':
      return {
        ...common,
        GITHUB_EVENT_NAME: 'push',
        GITHUB_REF: `refs/tags/${start.tag}`,
        GITHUB_EVENT_PATH: githubEvent({ repository: REPOSITORY }),
      };
    case 'pull-request':
      return {
        ...common,
        GITHUB_EVENT_NAME: 'pull_request',
        GITHUB_REF: `refs/pull/${start.number}/merge`,
        GITHUB_HEAD_REF: start.branch,
        GITHUB_EVENT_PATH: githubEvent({
          repository: REPOSITORY,
          pull_request: {
            number: start.number,
            base: { ref: 'main', repo: { full_name: 'acme/shop' } },
            head: { repo: { full_name: start.fork === true ? 'mallory/shop' : 'acme/shop' } },
          },
        }),
      };
    case 'merge-queue':
      return {
        ...common,
        GITHUB_EVENT_NAME: 'merge_group',
        GITHUB_REF: `refs/heads/gh-readonly-queue/main/pr-7-${COMMIT}`,
        GITHUB_EVENT_PATH: githubEvent({ repository: REPOSITORY }),
      };
  }
};

const gitlab = (start: Start): Env | undefined => {
  const common = {
    GITLAB_CI: 'true',
    CI_COMMIT_SHA: COMMIT,
    CI_PROJECT_URL: 'https://gitlab.com/acme/shop',
    CI_DEFAULT_BRANCH: 'main',
    CI_MERGE_REQUEST_PROJECT_ID: '1',
  };
  switch (start.kind) {
    case 'branch':
      return {
        ...common,
        CI_PIPELINE_SOURCE: start.isScheduled === true ? 'schedule' : 'push',
        CI_COMMIT_REF_NAME: start.branch,
      };
    case 'tag':
      return { ...common, CI_COMMIT_REF_NAME: start.tag, CI_COMMIT_TAG: start.tag };
    case 'pull-request':
      return {
        ...common,
        CI_MERGE_REQUEST_ID: '987654',
        CI_MERGE_REQUEST_IID: String(start.number),
        CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: start.branch,
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
        CI_MERGE_REQUEST_SOURCE_PROJECT_ID: start.fork === true ? '2' : '1',
      };
    case 'merge-queue':
      return undefined; // merge trains are merge requests
  }
};

const azure = (start: Start): Env | undefined => {
  const common = {
    BUILD_BUILDURI: 'vstfs:///Build/Build/1',
    BUILD_SOURCEVERSION: COMMIT,
    BUILD_REPOSITORY_URI: 'https://acme@dev.azure.com/acme/shop/_git/shop',
  };
  switch (start.kind) {
    case 'branch':
      return {
        ...common,
        BUILD_REASON: start.isScheduled === true ? 'Schedule' : 'IndividualCI',
        BUILD_SOURCEBRANCH: `refs/heads/${start.branch}`,
      };
    case 'tag':
      return { ...common, BUILD_SOURCEBRANCH: `refs/tags/${start.tag}` };
    case 'pull-request':
      return {
        ...common,
        BUILD_SOURCEBRANCH: `refs/pull/${start.number}/merge`,
        SYSTEM_PULLREQUEST_PULLREQUESTID: String(start.number),
        SYSTEM_PULLREQUEST_SOURCEBRANCH: `refs/heads/${start.branch}`,
        SYSTEM_PULLREQUEST_TARGETBRANCH: 'main',
        SYSTEM_PULLREQUEST_ISFORK: start.fork === true ? 'True' : 'False',
      };
    case 'merge-queue':
      return undefined;
  }
};

const circleci = (start: Start): Env | undefined => {
  const common = {
    CIRCLECI: 'true',
    CIRCLE_SHA1: COMMIT,
    CIRCLE_REPOSITORY_URL: 'git@github.com:acme/shop.git',
  };
  switch (start.kind) {
    case 'branch':
      return start.isScheduled === true ? undefined : { ...common, CIRCLE_BRANCH: start.branch };
    case 'tag':
      return { ...common, CIRCLE_TAG: start.tag };
    case 'pull-request':
      return {
        ...common,
        CIRCLE_BRANCH: start.branch,
        CIRCLE_PULL_REQUEST: `https://github.com/acme/shop/pull/${start.number}`,
        ...(start.fork === true && { CIRCLE_PR_NUMBER: String(start.number), CIRCLE_PR_REPONAME: 'shop' }),
      };
    case 'merge-queue':
      return undefined;
  }
};

const buildkite = (start: Start): Env | undefined => {
  const common = {
    BUILDKITE: 'true',
    BUILDKITE_COMMIT: COMMIT,
    BUILDKITE_REPO: 'git@github.com:acme/shop.git',
    BUILDKITE_PULL_REQUEST: 'false',
  };
  switch (start.kind) {
    case 'branch':
      return {
        ...common,
        BUILDKITE_BRANCH: start.branch,
        BUILDKITE_SOURCE: start.isScheduled === true ? 'schedule' : 'webhook',
      };
    case 'tag':
      return { ...common, BUILDKITE_BRANCH: start.tag, BUILDKITE_TAG: start.tag };
    case 'pull-request':
      return {
        ...common,
        BUILDKITE_BRANCH: start.branch,
        BUILDKITE_PULL_REQUEST: String(start.number),
        BUILDKITE_PULL_REQUEST_BASE_BRANCH: 'main',
        BUILDKITE_PULL_REQUEST_REPO: `git://github.com/${start.fork === true ? 'mallory' : 'acme'}/shop.git`,
      };
    case 'merge-queue':
      return undefined;
  }
};

const jenkins = (start: Start): Env | undefined => {
  const common = {
    JENKINS_URL: 'https://ci.example.com/',
    GIT_COMMIT: COMMIT,
    GIT_URL: 'https://github.com/acme/shop.git',
  };
  switch (start.kind) {
    case 'branch':
      return start.isScheduled === true ? undefined : { ...common, GIT_BRANCH: `origin/${start.branch}` };
    case 'tag':
      return { ...common, BRANCH_NAME: start.tag, TAG_NAME: start.tag };
    case 'pull-request':
      return {
        ...common,
        BRANCH_NAME: `PR-${start.number}`,
        CHANGE_ID: String(start.number),
        CHANGE_BRANCH: start.branch,
        CHANGE_TARGET: 'main',
        ...(start.fork === true && { CHANGE_FORK: 'mallory' }),
      };
    case 'merge-queue':
      return undefined;
  }
};

const SYSTEMS: Readonly<Record<CiSystem, (start: Start) => Env | undefined>> = {
  github,
  gitlab,
  azure,
  circleci,
  buildkite,
  jenkins,
};
