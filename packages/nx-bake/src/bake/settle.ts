import type { CallReport } from './bake-once';
import { unopenedCache } from './outcomes/classify-failure';
import type { Failed, Outcome } from './outcomes/outcome';
import type { Run, RunSettings } from './run-state';

export interface Settled {
  /** What has to be baked again. */
  readonly again: readonly string[];
  /** What failed in passing, and is the reason for some of it. */
  readonly retried: readonly string[];
}

/** Keeps what is final and tells the rest. */
export function settle(run: Run, report: CallReport, settings: RunSettings): Settled {
  const open = report.targets.filter((name) => {
    const outcome = report.outcomes.get(name);
    if (outcome === undefined || deservesAnotherCall(run, report, { name, settings })) return true;
    run.outcomes.set(name, withCacheWarnings(run, name, outcome));
    return false;
  });
  const { learnt, retried } = learn(run, report, open);
  if (open.length < report.targets.length || learnt) return { again: open, retried };
  for (const name of open) run.outcomes.set(name, report.outcomes.get(name) ?? lost);
  return { again: [], retried };
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

/** When bake ended without a word about a target, which no build should do. */
export const lost: Failed = {
  kind: 'failed',
  failureClass: 'unknown',
  transient: false,
  reason: 'bake ended without saying what became of it',
  log: '',
  sharedWith: [],
  steps: { total: 0, cached: 0 },
  warnings: [],
};

const unopened = ({ reason }: Failed): string => unopenedCache(reason) ?? '';

interface Candidate {
  readonly name: string;
  readonly settings: RunSettings;
}

/** What was skipped shares the fate of its base. */
function deservesAnotherCall(run: Run, report: CallReport, { name, settings }: Candidate): boolean {
  const outcome = report.outcomes.get(name);
  if (outcome?.kind === 'skipped') return deservesAnotherCall(run, report, { name: outcome.base, settings });
  if (outcome?.kind === 'cancelled') return outcome.because.kind === 'target';
  if (outcome?.kind !== 'failed') return false;
  if (outcome.failureClass === 'cache-import' && !run.withoutImport.has(name)) return true;
  if (outcome.failureClass === 'cache-export') return !run.withoutExport.has(unopened(outcome));
  if (outcome.failureClass === 'overload') return report.targets.length > 1;
  // nobody has to ask for it when only the engine is to blame
  const retries = outcome.failureClass === 'engine' ? Math.max(1, settings.retries) : settings.retries;
  return outcome.transient && (run.tries.get(name) ?? 0) < retries;
}

interface Learnt extends Pick<Settled, 'retried'> {
  /** Not when it would be the very same call again. */
  readonly learnt: boolean;
}

/** Notes what the next call does differently for the open ones. */
function learn(run: Run, report: CallReport, open: readonly string[]): Learnt {
  let learnt = false;
  const retried: string[] = [];
  for (const name of culprits(report, open)) {
    const outcome = report.outcomes.get(name);
    if (outcome?.kind !== 'failed') continue;
    learnt = true;
    if (outcome.failureClass === 'cache-import' && !run.withoutImport.has(name))
      run.withoutImport.set(name, outcome.reason);
    else if (outcome.failureClass === 'cache-export')
      run.withoutExport.set(unopened(outcome), outcome.reason);
    else if (outcome.failureClass === 'overload')
      run.size = Math.max(1, Math.floor(report.targets.length / 2));
    else {
      run.tries.set(name, (run.tries.get(name) ?? 0) + 1);
      retried.push(name);
    }
  }
  return { learnt, retried };
}

/** Instead of what was skipped the base that it stands on, which may be only linked to in this call. */
function culprits(report: CallReport, names: readonly string[]): Set<string> {
  const culpritOf = (name: string): string => {
    const outcome = report.outcomes.get(name);
    return outcome?.kind === 'skipped' ? outcome.base : name;
  };
  return new Set(names.map(culpritOf));
}
