import { join } from 'node:path';
import { json, type Workspace } from '../workspace';

type Env = Readonly<Record<string, string | undefined>>;

/** No CI system, wherever the tests run. */
export const NO_CI: Env = Object.fromEntries(
  Object.keys(process.env)
    .filter((name) => /^(?:CI|GITHUB|GITLAB|RUNNER|BUILD)(?:_|$)/u.test(name))
    .map((name) => [name, undefined]),
);

const EVENT = '.nx/event.json';
const REPOSITORY = 'acme/shop';

/** The environment that GitHub Actions gives a run for a push to a branch. */
export function githubPush(workspace: Workspace, branch: string): Env {
  workspace.write({ [EVENT]: json({ repository: { default_branch: 'main' } }) });
  return github(workspace, { GITHUB_EVENT_NAME: 'push', GITHUB_REF: `refs/heads/${branch}` });
}

/** The environment of a run for a pull request into main. */
export function githubPullRequest(workspace: Workspace, from: { repository: string; branch: string }): Env {
  workspace.write({
    [EVENT]: json({
      repository: { default_branch: 'main' },
      pull_request: {
        number: 7,
        head: { ref: from.branch, repo: { full_name: from.repository } },
        base: { ref: 'main', repo: { full_name: REPOSITORY } },
      },
    }),
  });
  return github(workspace, {
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_HEAD_REF: from.branch,
    GITHUB_BASE_REF: 'main',
  });
}

const github = (workspace: Workspace, event: Env): Env => ({
  ...NO_CI,
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_REPOSITORY: REPOSITORY,
  GITHUB_EVENT_PATH: join(workspace.root, EVENT),
  ...event,
});
