import type { BakePlan, BakeTarget } from '../plan/bake-plan';
import { allBasesOf } from '../plan/links';
import { waves } from '../plan/waves';
import { bakeOnce, type BakeSettings, type CallReport } from './bake-once';
import { waveSize } from './wave-size';
import { lostImport } from './lost-imports';
import { skipped, type Cancelled, type Outcome } from './outcome';

export interface RunSettings extends BakeSettings {
  readonly maxTargets: number;
  /** How often a failure that is the network's or the registry's is tried again. */
  readonly retries: number;
}

export interface RunReport {
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly calls: readonly CallReport[];
  /** Targets whose remote cache could not be read, and that were built without it. */
  readonly builtWithoutImport: readonly string[];
}

/** What is still to be built, and what was learnt about it. */
interface Run {
  readonly targets: Map<string, BakeTarget>;
  readonly outcomes: Map<string, Outcome>;
  readonly calls: CallReport[];
  /** Target → what was wrong with its remote cache. */
  readonly withoutImport: Map<string, string>;
  readonly tries: Map<string, number>;
  size: number;
}

/**
 * Builds the wanted targets of a plan in as few bake calls as hold. After a call, what it did not finish is baked
 * again: without the failed ones and their dependents, without an import that is broken, or fewer at once.
 */
export async function runPlan(
  plan: BakePlan,
  wanted: readonly string[],
  settings: RunSettings,
): Promise<RunReport> {
  const run: Run = {
    targets: new Map(plan.targets.map((target) => [target.name, target])),
    outcomes: new Map(),
    calls: [],
    withoutImport: new Map(),
    tries: new Map(),
    size: waveSize(settings),
  };
  let pending = [...wanted];
  while (pending.length > 0) {
    const [wave = []] = waves(pending, run.targets, run.size);
    const report = await bakeWave(run, wave, settings);
    const again = settle(run, report, settings);
    const rest = pending.filter((name) => !wave.includes(name));
    pending = skipDependents(run, [...again, ...rest]);
    const because = stopReason(run, settings);
    if (because === undefined) continue;
    for (const name of pending)
      run.outcomes.set(name, { kind: 'cancelled', because, steps: { total: 0, cached: 0 }, warnings: [] });
    pending = [];
  }
  return { outcomes: run.outcomes, calls: run.calls, builtWithoutImport: builtWithoutImport(run) };
}

async function bakeWave(run: Run, wave: readonly string[], settings: RunSettings): Promise<CallReport> {
  const names = new Set(wave.flatMap((name) => [name, ...allBasesOf(name, run.targets)]));
  const targets = [...run.targets.values()].filter((target) => names.has(target.name));
  const report = await bakeOnce({ targets: targets.map((target) => forCall(run, target)) }, wave, {
    ...settings,
    call: run.calls.length + 1,
  });
  run.calls.push(report);
  return report;
}

const forCall = (run: Run, target: BakeTarget): BakeTarget =>
  run.withoutImport.has(target.name) ? { ...target, cacheFrom: [] } : target;

/** Keeps what is final and returns what has to be baked again. */
function settle(run: Run, report: CallReport, settings: RunSettings): string[] {
  const open = report.targets.filter((name) => {
    const outcome = report.outcomes.get(name);
    if (outcome === undefined || deservesAnotherCall(run, report, { name, settings })) return true;
    run.outcomes.set(name, withImportWarning(run, name, outcome));
    return false;
  });
  const learnt = learn(run, report, open);
  if (open.length < report.targets.length || learnt) return open;
  for (const name of open) run.outcomes.set(name, report.outcomes.get(name) ?? lost);
  return [];
}

function withImportWarning(run: Run, name: string, outcome: Outcome): Outcome {
  const reason = run.withoutImport.get(name);
  if (reason === undefined) return outcome;
  const warning = `Its remote cache could not be read, so it was built again without it: ${reason}`;
  return { ...outcome, warnings: [warning, ...outcome.warnings] };
}

/** Some had to be baked again; for others BuildKit itself went on. */
function builtWithoutImport({ withoutImport, calls }: Run): string[] {
  const unread = calls.flatMap(({ vertices }) =>
    vertices.flatMap((record) => (lostImport(record) === undefined ? [] : record.vertex.targets)),
  );
  return [...new Set([...withoutImport.keys(), ...unread])];
}

/** When bake ended without a word about a target, which no build should do. */
const lost: Outcome = {
  kind: 'failed',
  failureClass: 'unknown',
  transient: false,
  reason: 'bake ended without saying what became of it',
  log: '',
  sharedWith: [],
  steps: { total: 0, cached: 0 },
  warnings: [],
};

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
  if (outcome.failureClass === 'overload') return report.targets.length > 1;
  return outcome.transient && (run.tries.get(name) ?? 0) < settings.retries;
}

/** Notes what the next call does differently for the open ones; false when it would be the very same call again. */
function learn(run: Run, report: CallReport, open: readonly string[]): boolean {
  let learnt = false;
  for (const name of culprits(report, open)) {
    const outcome = report.outcomes.get(name);
    if (outcome?.kind !== 'failed') continue;
    learnt = true;
    if (outcome.failureClass === 'cache-import' && !run.withoutImport.has(name))
      run.withoutImport.set(name, outcome.reason);
    else if (outcome.failureClass === 'overload')
      run.size = Math.max(1, Math.floor(report.targets.length / 2));
    else run.tries.set(name, (run.tries.get(name) ?? 0) + 1);
  }
  return learnt;
}

/** Instead of what was skipped the base that it stands on, which may be only linked to in this call. */
function culprits(report: CallReport, names: readonly string[]): Set<string> {
  const culpritOf = (name: string): string => {
    const outcome = report.outcomes.get(name);
    return outcome?.kind === 'skipped' ? outcome.base : name;
  };
  return new Set(names.map(culpritOf));
}

/** What stands on an image that failed is not tried. */
function skipDependents(run: Run, names: readonly string[]): string[] {
  return names.filter((name) => {
    const bases = [...allBasesOf(name, run.targets)];
    const broken = bases.find((base) => run.outcomes.get(base)?.kind === 'failed');
    if (broken !== undefined) run.outcomes.set(name, skipped(broken));
    return broken === undefined;
  });
}

/** Why nothing more is to be baked, if so: somebody stopped it, or something failed and `fail-fast` is on. */
function stopReason(run: Run, settings: RunSettings): Cancelled['because'] | undefined {
  const { signal } = settings.docker;
  if (signal?.aborted === true) return { kind: 'signal', signal: String(signal.reason) };
  const failed = [...run.outcomes].find(([, outcome]) => outcome.kind === 'failed');
  return settings.failFast && failed !== undefined ? { kind: 'target', target: failed[0] } : undefined;
}
