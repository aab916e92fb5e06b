import { createColors } from 'picocolors';
import type { Outcome } from '../bake/outcomes/outcome';
import type { CallReason } from '../bake/run-plan';
import { summaryTable, type SummaryRow } from './summary-table';
import { loadFormats } from './formats';

export interface RunSummary {
  readonly rows: readonly SummaryRow[];
  readonly bakeCalls: number;
  /** The reasons for more than one call. */
  readonly callReasons: readonly CallReason[];
  /** The targets that were built without their remote cache, as it could not be read. */
  readonly withoutImport: ReadonlySet<string>;
  readonly durationMs: number;
  readonly colour: boolean;
  /** Columns of the terminal; undefined where lines may have any length. */
  readonly width: number | undefined;
}

/** The table and one line on the whole run. The errors are the tasks' own: Nx shows them after it. Lines without newline. */
export async function renderSummary(summary: RunSummary): Promise<readonly string[]> {
  if (summary.rows.length === 0) {
    return [];
  }
  const formats = await loadFormats();
  const { bold, yellow } = createColors(summary.colour);
  const table = await summaryTable(summary.rows, { ...summary, formats });
  const total = bold(totals(summary, formats.duration(summary.durationMs)));
  return ['', ...table, '', total, ...brokenImports(summary).map(yellow)];
}

/** `5 images in 2 bake calls (base images first), 12.3s: 3 built, 1 reused, 1 failed` */
export function totals({ rows, bakeCalls, callReasons }: RunSummary, duration: string): string {
  const counts = KINDS.map(
    (kind) => [kind, rows.filter(({ outcome }) => outcome.kind === kind).length] as const,
  );
  const parts = counts.filter(([, count]) => count > 0).map(([kind, count]) => `${count} ${kind}`);
  const why = callReasons.map((reason) => REASONS[reason]).join(', ');
  const calls = `${plural(bakeCalls, 'bake call')}${why === '' ? '' : ` (${why})`}`;
  const unchanged = rows.filter(({ outcome }) => 'unchanged' in outcome).length;
  const kept = unchanged === 0 ? '' : `; ${unchanged} unchanged`;
  return `${plural(rows.length, 'image')} in ${calls}, ${duration}: ${parts.join(', ')}${kept}`;
}

/** At most one line, on the images that were built without their remote caches. */
export function brokenImports({ rows, withoutImport }: RunSummary): string[] {
  const projects = rows.filter(({ target }) => withoutImport.has(target)).map(({ project }) => project);
  return projects.length === 0
    ? []
    : [`Built without their remote caches, which could not be read: ${projects.join(', ')}`];
}

const REASONS: Readonly<Record<CallReason, string>> = {
  'base-images': 'base images first, so that remote caches hit',
  'max-targets': 'limited by maxTargets or maxParallel',
  unfinished: 'retried unfinished targets',
};

const KINDS: readonly Outcome['kind'][] = ['built', 'reused', 'failed', 'cancelled', 'skipped'];

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
