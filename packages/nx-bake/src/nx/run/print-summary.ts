import type { RunReport } from '../../bake/run-plan';
import { imageSizes, type StoredImage } from '../../builder/image-sizes';
import { formatImageRef } from '../../images/image-ref';
import { detectCi, withoutCommands } from '../../ci/log-groups';
import { wantsColour } from '../../report/colour';
import { renderSummary, type SummaryRow } from '../../report/summary';
import type { BuildContext } from './run-context';
import type { PlannedTasks } from '../planning/plan-tasks';

export interface FinishedRun {
  readonly planned: PlannedTasks;
  readonly report: RunReport;
  readonly durationMs: number;
}

/** The table and the one line on the whole run. */
export async function printSummary(run: FinishedRun, context: BuildContext): Promise<void> {
  const lines = await renderSummary({
    rows: await withSizes(rowsOf(run), context),
    bakeCalls: run.report.calls.length,
    callReasons: run.report.callReasons,
    withoutImport: new Set(run.report.builtWithoutImport),
    durationMs: run.durationMs,
    colour: wantsColour(context.env, process.stdout.isTTY),
  });
  const ci = detectCi(context.env);
  lines.forEach((line) => {
    context.write(withoutCommands(line, ci));
  });
}

async function withSizes(rows: readonly SummaryRow[], context: BuildContext): Promise<SummaryRow[]> {
  const { root, env, signal } = context;
  const sizes = signal.aborted
    ? new Map<string, number>()
    : await imageSizes({ cwd: root, env, signal }, rows.flatMap(storedImage));
  return rows.map((row) => {
    const size = sizes.get(row.image);
    return size === undefined ? row : { ...row, size };
  });
}

/** Nothing that only the build cache has. */
function storedImage({ image, outcome }: SummaryRow): StoredImage[] {
  if (outcome.kind !== 'built' && outcome.kind !== 'reused') return [];
  if (outcome.pushed.length + outcome.loaded.length === 0) return [];
  return [{ ref: image, ...(outcome.digest === undefined ? {} : { digest: outcome.digest }) }];
}

function rowsOf({ planned, report }: FinishedRun): SummaryRow[] {
  return planned.plan.targets.flatMap((target) => {
    const outcome = report.outcomes.get(target.name);
    const [tag] = target.tags;
    const image = tag === undefined ? '' : formatImageRef(tag);
    return outcome === undefined ? [] : [{ target: target.name, project: target.project, image, outcome }];
  });
}
