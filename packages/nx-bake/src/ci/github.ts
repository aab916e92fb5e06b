import { readFileSync } from 'node:fs';
import { isRecord, recordOf, textOf, type Foreign } from '../foreign';
import type { CiSystem, Env, OwnFacts } from './ci-system';
import { hide, UNSEEN } from './hide-command';

/** GitHub Actions, and the runners of Gitea and Forgejo, which set the same variables. */
export const GITHUB: CiSystem = {
  isHere: (env) => env['GITHUB_ACTIONS'] === 'true',
  facts: githubFacts,
  foldMarks: (title) => ({ open: [`::group::${title}`], close: ['::endgroup::'] }),
  withoutCommands,
};

/**
 * The runner looks for `::add-mask::` at the beginning of a line, behind any space, and for `##[add-mask]` anywhere in it.
 * https://github.com/actions/runner/blob/v2.311.0/src/Runner.Common/ActionCommand.cs
 */
function withoutCommands(text: string): string {
  return hide(text.replace(/^(\s*:)(?=:)/gm, `$1${UNSEEN}`), '##[');
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request */
function githubFacts(env: Env): Partial<OwnFacts> {
  const event = readEvent(env['GITHUB_EVENT_PATH']);
  const pullRequest = event['pull_request'];
  return {
    // a deleted fork has no repository
    fork: isRecord(pullRequest) && repositoryOf(pullRequest['head']) !== repositoryOf(pullRequest['base']),
    pullRequestBranch: env['GITHUB_HEAD_REF'],
    defaultBranch: textOf(recordOf(event['repository'])['default_branch']),
  };
}

const repositoryOf = (side: unknown): unknown => recordOf(recordOf(side)['repo'])['full_name'];

function readEvent(path: string | undefined): Foreign {
  if (path === undefined) return {};
  try {
    return recordOf(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {}; // not on GitHub's own runner: no event, no more facts
  }
}
