import { unreachable } from '../result';

export type CiKind = 'github' | 'gitlab' | 'none';

export function detectCi(env: Readonly<Record<string, string | undefined>>): CiKind {
  if (env['GITHUB_ACTIONS'] === 'true') {
    return 'github';
  }
  return env['GITLAB_CI'] === 'true' ? 'gitlab' : 'none';
}

/** The lines that begin and end a part which the CI's log viewer folds; none where nothing folds. */
export interface FoldMarks {
  readonly open: readonly string[];
  readonly close: readonly string[];
}

/** `now` in epoch milliseconds. GitLab: https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections */
export function foldMarks(title: string, ci: CiKind, now: number): FoldMarks {
  switch (ci) {
    case 'github':
      return { open: [`::group::${title}`], close: ['::endgroup::'] };
    case 'gitlab': {
      const [seconds, section] = [Math.floor(now / 1000), sectionName(title)];
      return {
        open: [`\u001B[0Ksection_start:${seconds}:${section}[collapsed=true]\r\u001B[0K${title}`],
        close: [`\u001B[0Ksection_end:${seconds}:${section}\r\u001B[0K`],
      };
    }
    case 'none':
      return { open: [], close: [] };
    default:
      return unreachable(ci);
  }
}

/**
 * What a build writes must not command the runner that shows it. GitHub's looks for `::add-mask::` at the beginning of a
 * line, behind any space, and for `##[add-mask]` anywhere in it. A zero-width space between their signs is not seen.
 * https://github.com/actions/runner/blob/v2.311.0/src/Runner.Common/ActionCommand.cs
 */
export function withoutCommands(text: string, ci: CiKind): string {
  if (ci !== 'github') return text;
  return text.replace(/^(\s*:)(?=:)/gm, `$1${UNSEEN}`).replaceAll('##[', `##${UNSEEN}[`);
}

const UNSEEN = '\u200B';

const sectionName = (title: string): string => `nx-bake-${title.replace(/[^a-zA-Z0-9._-]+/g, '-')}`;
