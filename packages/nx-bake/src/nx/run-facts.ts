import { readFileSync } from 'node:fs';
import type { RunFacts } from '../images/run-facts';
import { isRecord, recordOf, type Foreign } from '../foreign';
import { isFromFork } from './fork-facts';

type Env = Readonly<Record<string, string | undefined>>;

/** Branch and pull request of this run, from the CI system where there is one, else from git. */
export async function readRunFacts(
  root: string,
  env: Env,
  nxDefaultBase: string | undefined,
): Promise<RunFacts> {
  const { default: envCi } = await import('env-ci');
  const ci = envCi({ env, cwd: root });
  const event = githubEvent(env);
  const fork = isFromFork(env, event);
  const isPullRequest = ci.isPr === true || fork;
  const branch = ci.isPr === true ? (env['GITHUB_HEAD_REF'] ?? ci.prBranch) : ci.branch;
  return {
    ci: ci.isCi,
    branch,
    defaultBranch: defaultBranch(env, event) ?? nxDefaultBase?.replace(/^origin\//u, ''),
    ...(isPullRequest ? { pullRequest: { fork, base: ci.isPr === true ? ci.branch : undefined } } : {}),
  };
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
