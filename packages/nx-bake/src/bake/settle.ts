import type { CallReport } from './bake-once';
import { unopenedCache } from './outcomes/error-words';
import { unseenFailure, type Failed, type Outcome } from './outcomes/outcome';
import type { Lesson, Run } from './run';

export interface Settled {
  /** Targets to bake again. */
  readonly again: readonly string[];
  /** Targets with a transient failure, which is the reason for some of it. */
  readonly retried: readonly string[];
}

/** Records the final outcomes of a call and returns the targets to bake again. */
export function settle(run: Run, report: CallReport, retries: number): Settled {
  const open = report.targets.filter((name) => {
    const outcome = report.outcomes.get(name);
    return outcome === undefined || deservesAnotherCall(name, report, { run, retries });
  });
  const lessons = lessonsOf(open, report, run);
  // without an outcome and without a lesson it would be the very same call again
  const again = open.length < report.targets.length || lessons.length > 0 ? open : [];
  for (const name of report.targets.filter((candidate) => !again.includes(candidate)))
    run.record(name, withCacheWarnings(run, name, report.outcomes.get(name) ?? SILENT));
  for (const lesson of lessons) run.learn(lesson);
  return { again, retried: lessons.flatMap((one) => (one.kind === 'transient' ? [one.target] : [])) };
}

function withCacheWarnings(run: Run, name: string, outcome: Outcome): Outcome {
  const unread = run.withoutImport.get(name);
  const unwritten =
    run.targets.get(name)?.cacheTo.flatMap(({ type }) => run.withoutExport.get(type) ?? []) ?? [];
  const warnings = [
    ...(unread === undefined
      ? []
      : [`Its remote cache could not be read, so it was built again without it: ${unread}`]),
    ...unwritten.map((reason) => `Its cache was not written: ${reason}`),
  ];
  return warnings.length === 0 ? outcome : { ...outcome, warnings: [...warnings, ...outcome.warnings] };
}

/** The outcome where bake ended without a word about a target, which no build should do. */
const SILENT = unseenFailure({
  failureClass: 'unknown',
  reason: 'bake ended without reporting a result for it',
});

const unopened = ({ reason }: Failed): string => unopenedCache(reason) ?? '';

interface Rules {
  readonly run: Run;
  readonly retries: number;
}

/** A skipped target shares the fate of its base. */
function deservesAnotherCall(name: string, report: CallReport, { run, retries }: Rules): boolean {
  const outcome = report.outcomes.get(name);
  if (outcome?.kind === 'skipped') return deservesAnotherCall(outcome.base, report, { run, retries });
  if (outcome?.kind === 'cancelled') return outcome.because.kind === 'target';
  if (outcome?.kind !== 'failed') return false;
  if (outcome.failureClass === 'cache-import' && !run.withoutImport.has(name)) return true;
  if (outcome.failureClass === 'cache-export') return !run.withoutExport.has(unopened(outcome));
  if (outcome.failureClass === 'overload') return report.targets.length > 1;
  if (outcome.failureClass === 'refused') return report.targets.length > 1 && refusals(run) < MOST_REFUSALS;
  // nobody has to ask for it when only the engine is to blame
  const allowed = outcome.failureClass === 'engine' ? Math.max(1, retries) : retries;
  return outcome.transient && (run.tries.get(name) ?? 0) < allowed;
}

/** The number of refused calls after which it is not one target that buildx refuses, but everything. */
const MOST_REFUSALS = 16;

/** The number of calls, the last one first, that buildx refused. */
function refusals({ calls }: Run): number {
  const isRefused = ({ vertices, outcomes }: CallReport): boolean =>
    vertices.every(({ vertex }) => vertex.targets.length === 0) &&
    [...outcomes.values()].every(({ kind }) => kind === 'failed');
  return calls.length - 1 - calls.findLastIndex((call) => !isRefused(call));
}

function lessonsOf(open: readonly string[], report: CallReport, run: Run): Lesson[] {
  const blamed = [...culprits(report, open)];
  const isRefused = blamed.some((name) => {
    const outcome = report.outcomes.get(name);
    return outcome?.kind === 'failed' && outcome.failureClass === 'refused';
  });
  if (isRefused) return [{ kind: 'refused', targets: report.targets }];
  return blamed.flatMap((name) => lessonOf(name, report, run) ?? []);
}

/** The change that gives a failed target another chance. */
function lessonOf(name: string, report: CallReport, run: Run): Lesson | undefined {
  const outcome = report.outcomes.get(name);
  if (outcome?.kind !== 'failed') return undefined;
  const { failureClass, reason } = outcome;
  if (failureClass === 'cache-import' && !run.withoutImport.has(name))
    return { kind: 'broken-import', target: name, reason };
  if (failureClass === 'cache-export') return { kind: 'unopened-export', cache: unopened(outcome), reason };
  if (failureClass === 'overload') return { kind: 'overload', targets: report.targets.length };
  return { kind: 'transient', target: name };
}

/** The targets to blame: in place of a skipped one its base, which may be only linked to in this call. */
function culprits(report: CallReport, names: readonly string[]): Set<string> {
  const culpritOf = (name: string): string => {
    const outcome = report.outcomes.get(name);
    return outcome?.kind === 'skipped' ? outcome.base : name;
  };
  return new Set(names.map(culpritOf));
}
