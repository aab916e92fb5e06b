import { readFileSync } from 'node:fs';
import type { CiFacts } from 'env-ci';
import { askEnvCi } from './ask-env-ci';
import type { RunFacts } from './run-facts';
import { isRecord, recordOf, type Foreign } from '../foreign';
import { isFromFork } from './fork-facts';

type Env = Readonly<Record<string, string | undefined>>;

/** Branch and pull request of this run, from the CI system where there is one, else from git. */
export async function readRunFacts(
  root: string,
  env: Env,
  nxDefaultBase: string | undefined,
): Promise<RunFacts> {
  const ci = await askEnvCi(env, root);
  const event = githubEvent(env);
  const fork = isFromFork(env, event);
  const isPullRequest = ci.isPr === true || fork;
  const branch = ci.isPr === true ? (env['GITHUB_HEAD_REF'] ?? ci.prBranch) : branchOf(ci, env);
  const queue = QUEUE_ENTRY.exec(branch ?? '')?.[1];
  return {
    ci: ci.isCi,
    branch: queue === undefined ? branch : undefined,
    ...(!ci.isCi && branch === undefined && ci.commit !== undefined ? { isDetached: true } : {}),
    ...(queue === undefined ? {} : { mergeQueue: { base: queue } }),
    defaultBranch: defaultBranch(env, event) ?? nxDefaultBase?.replace(/^origin\//u, ''),
    ...(isPullRequest ? { pullRequest: { fork, base: ci.isPr === true ? ci.branch : undefined } } : {}),
  };
}

/** https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue */
const QUEUE_ENTRY = /^gh-readonly-queue\/(.+)\/pr-\d+-[\da-f]+$/u;

/** None for a tag, which many systems call a branch, and for git's `HEAD`, which is that there is none. */
function branchOf({ branch, tag = '' }: CiFacts, env: Env): string | undefined {
  // of Jenkins, which env-ci does not read: https://plugins.jenkins.io/branch-api/
  const ofJenkins = env['JENKINS_URL'] === undefined ? '' : (env['TAG_NAME'] ?? '');
  const isTag = tag !== '' || ofJenkins !== '' || branch?.startsWith('refs/tags/') === true;
  return isTag || branch === 'HEAD' ? undefined : branch;
}

function defaultBranch(env: Env, event: Foreign | undefined): string | undefined {
  const ofGithub = recordOf(event?.['repository'])['default_branch'];
  return typeof ofGithub === 'string' ? ofGithub : env['CI_DEFAULT_BRANCH']; // the latter is GitLab's
}

function githubEvent(env: Env): Foreign | undefined {
  const path = env['GITHUB_EVENT_PATH'];
  if (path === undefined) return undefined;
  try {
    const event: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isRecord(event) ? event : undefined;
  } catch {
    return undefined; // not on GitHub's own runner: no event, no more facts
  }
}
