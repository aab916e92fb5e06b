import { appendFile } from 'node:fs/promises';
import type { RunReport } from '../../bake/run-plan';
import { imageSizes, type StoredImage } from '../../builder/image-sizes';
import { formatImageRef } from '../../images/image-ref';
import { detectCi, withoutCommands } from '../../ci/log-groups';
import { wantsColour } from '../../report/colour';
import { renderJobSummary } from '../../report/job-summary';
import { renderSummary, type RunSummary } from '../../report/summary';
import type { SummaryRow } from '../../report/summary-table';
import { dockerRun, type RunContext } from './run-context';
import type { PlannedTasks } from '../planning/plan-tasks';
import { keepLastRun } from '../terminal/last-run';
import { showLines } from '../terminal/screen';
import type { TaskAnswer } from './answer-tasks';

export interface FinishedRun {
  readonly planned: PlannedTasks;
  readonly report: RunReport;
  readonly durationMs: number;
}

/**
 * Renders the table and the one line on the whole run, for the screen on which they are seen, and adds them to the page
 * of a job in GitHub Actions.
 */
export async function runSummary(run: FinishedRun, context: RunContext): Promise<string[]> {
  const { env, screen } = context;
  const summary: RunSummary = {
    rows: await withSizes(rowsOf(run), context),
    bakeCalls: run.report.calls.length,
    callReasons: run.report.callReasons,
    withoutImport: new Set(run.report.builtWithoutImport),
    durationMs: run.durationMs,
    colour: wantsColour(env, process.stdout.isTTY || screen.output?.isTerminal === true),
    width: screen.output?.columns,
  };
  await addToJob(summary, env);
  const lines = await renderSummary(summary);
  const ci = detectCi(env);
  return lines.map((line) => withoutCommands(line, ci));
}

/**
 * Appends to the page that GitHub shows for the job, unless it is switched off as for docker's own actions:
 * https://docs.docker.com/build/ci/github-actions/build-summary/
 */
async function addToJob(summary: RunSummary, env: RunContext['env']): Promise<void> {
  const { GITHUB_STEP_SUMMARY: path = '', DOCKER_BUILD_SUMMARY: wanted } = env;
  if (path === '' || wanted === 'false') return;
  // a page that is full or cannot be written fails no build
  await appendFile(path, await renderJobSummary(summary)).catch(() => undefined);
}

async function withSizes(rows: readonly SummaryRow[], context: RunContext): Promise<SummaryRow[]> {
  const sizes = context.signal.aborted
    ? new Map<string, number>()
    : await imageSizes(dockerRun(context), rows.flatMap(storedImage));
  return rows.map((row) => ({ ...row, size: sizes.get(row.image) }));
}

/** Images that only the build cache has are in no store. */
function storedImage({ image, outcome }: SummaryRow): StoredImage[] {
  if (outcome.kind !== 'built' && outcome.kind !== 'reused') return [];
  if (outcome.pushed.length + outcome.loaded.length === 0) return [];
  // the engine has what was built, also where the registry keeps an earlier index
  const digest = outcome.unchanged === undefined ? outcome.digest : outcome.unchanged.built;
  return [{ ref: image, ...(digest === undefined ? {} : { digest }) }];
}

function rowsOf({ planned, report }: FinishedRun): SummaryRow[] {
  return planned.plan.targets.flatMap((target) => {
    const outcome = report.outcomes.get(target.name);
    const [tag] = target.tags;
    const image = tag === undefined ? '' : formatImageRef(tag);
    const row = { target: target.name, project: target.project, image, size: undefined };
    return outcome === undefined ? [] : [{ ...row, outcome }];
  });
}

/** Keeps the lines of a run for `nx-bake last`, and shows them at the end of the command. */
export async function showRun(
  lines: readonly string[],
  answers: ReadonlyMap<string, TaskAnswer>,
  run: RunContext,
): Promise<void> {
  await keepLastRun(run.root, run.env, lines);
  const times = [...answers].map(
    ([id, { startTime = 0, endTime = 0 }]) => [id, [startTime, endTime]] as const,
  );
  await showLines(lines, { screen: run.screen, times: Object.fromEntries(times) }, run);
}
