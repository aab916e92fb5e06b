import type { BakePlan } from '../plan/bake-plan';
import { withPinnedBases, type NextCall } from '../plan/levels';
import { allBasesOf } from '../plan/links';
import { bakeOnce, type CallReport } from './bake-once';
import { isEngineGone, lostImport } from './outcomes/error-words';
import { unseenFailure, type Cancelled, type Outcome } from './outcomes/outcome';
import { pinnedContext } from './pin-bases';
import { enginePause, retryPause } from './retry-pause';
import { Run, type RunSettings } from './run';
import { settle, type Settled } from './settle';

/** The reason for a call beyond the first. */
export type CallReason =
  /** Images that others are built on come first. */
  | 'base-images'
  /** More targets than go into one call. */
  | 'max-targets'
  /** Something of an earlier call was not finished. */
  | 'unfinished';

export interface RunReport {
  /** The outcomes of the wanted targets, and of the bases that were built for them. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly calls: readonly CallReport[];
  /** Each once. */
  readonly callReasons: readonly CallReason[];
  /** Targets whose remote cache could not be read, and that were built without it. */
  readonly builtWithoutImport: readonly string[];
  /** Base → the named context as which its dependents got it, where it was handed on by digest. */
  readonly pins: ReadonlyMap<string, string>;
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
  const run = new Run(plan, new Set(wanted), settings);
  const reasons: CallReason[] = [];
  skipDependents(run);
  while (run.pending().length > 0) {
    const because = stopReason(run, settings);
    if (because === undefined) reasons.push(await turn(run, settings).catch(crashed(run, settings)));
    else for (const name of run.pending()) run.cancel(name, because);
  }
  return {
    outcomes: run.outcomes,
    calls: run.calls,
    callReasons: [...new Set(reasons.slice(0, run.calls.length - 1))],
    builtWithoutImport: builtWithoutImport(run),
    pins: run.pins,
  };
}

/** Makes one call, takes in its result, and returns why there is another one, if there is. */
async function turn(run: Run, settings: RunSettings): Promise<CallReason> {
  const call = run.nextCall();
  const report = await bake(run, call.names, settings);
  const settled = settle(run, report, settings.retries);
  skipDependents(run);
  await handOn(run, settings);
  skipDependents(run);
  if (stopReason(run, settings) === undefined) await pauseBeforeRetry(run, { ...settled, report }, settings);
  return reasonOf(call, settled);
}

async function bake(run: Run, names: readonly string[], settings: RunSettings): Promise<CallReport> {
  const all = run.targetsNow();
  const linked = new Set(names.flatMap((name) => [name, ...allBasesOf(name, all)]));
  const targets = [...all.values()].filter((target) => linked.has(target.name));
  const report = await bakeOnce({ targets }, names, { ...settings, earlier: run.calls });
  run.addCall(report);
  for (const [name, outcome] of report.outcomes)
    if (!names.includes(name) && !run.wanted.has(name)) run.record(name, outcome);
  return report;
}

/** Waits before a transient failure is tried again, longer each time. */
async function pauseBeforeRetry(
  run: Run,
  { retried, report }: Pick<Settled, 'retried'> & { readonly report: CallReport },
  { pause }: RunSettings,
): Promise<void> {
  if (run.pending().length === 0 || retried.length === 0) return;
  const pauses = retried.map((name) => {
    const outcome = report.outcomes.get(name);
    const isGone = outcome?.kind === 'failed' && isEngineGone(outcome.reason);
    return (isGone ? enginePause : retryPause)(run.tries.get(name) ?? 0);
  });
  await pause(Math.max(...pauses), retried);
}

function reasonOf({ isFull }: NextCall, { again }: Settled): CallReason {
  if (again.length > 0) return 'unfinished';
  return isFull ? 'max-targets' : 'base-images';
}

/** Pins every base that was built and is waited for. Dependents of one that cannot be handed on have failed. */
async function handOn(run: Run, { folder, docker, abilities }: RunSettings): Promise<void> {
  const pending = run.pending();
  const isOpen = (base: string): boolean =>
    run.pinned.has(base) && !run.pins.has(base) && !pending.includes(base);
  const places = { folder, cwd: docker.cwd, severalNodes: abilities.severalNodes };
  for (const base of withPinnedBases(pending, run.targets, run.pinned).filter(isOpen)) {
    const target = run.targets.get(base);
    const context = target && (await pinnedContext(target, run.outcomes.get(base), places));
    if (context !== undefined) run.pin(base, context);
  }
  for (const name of pending)
    if ([...allBasesOf(name, run.targets)].some(isOpen)) run.record(name, UNTOLD_BASE);
}

const UNTOLD_BASE = unseenFailure({
  failureClass: 'unknown',
  reason: 'buildx reported no digest of its base image',
});

/** Skips the dependents of images that failed. */
function skipDependents(run: Run): void {
  const isBroken = (base: string): boolean => run.outcomes.get(base)?.kind === 'failed';
  for (const name of run.pending()) {
    const broken = [...allBasesOf(name, run.targets)].find(isBroken);
    if (broken !== undefined) run.skip(name, broken);
  }
}

/** The reason why nothing more is baked, if so: somebody stopped it, or something failed and `fail-fast` is on. */
function stopReason(
  run: Run,
  { docker: { signal }, failFast }: RunSettings,
): Cancelled['because'] | undefined {
  if (signal?.aborted === true) return { kind: 'signal', signal: String(signal.reason) };
  const failed = [...run.outcomes].find(([, outcome]) => outcome.kind === 'failed');
  return failFast && failed !== undefined ? { kind: 'target', target: failed[0] } : undefined;
}

/**
 * Answers for what is open when our own code throws, e.g. as the disk is full: images of earlier calls are built, and
 * are reported. A run that was stopped is cancelled in the next turn.
 */
const crashed =
  (run: Run, { docker: { signal } }: RunSettings) =>
  (error: unknown): CallReason => {
    if (signal?.aborted === true) return 'unfinished';
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const reason = `nx-bake itself failed: ${String(error)}`;
    const outcome = unseenFailure({
      failureClass: 'unknown',
      reason,
      problem: { kind: 'run-crashed', detail },
    });
    for (const name of run.pending()) run.record(name, outcome);
    return 'unfinished';
  };

/** Targets that had to be baked again without their cache, and those where BuildKit itself went on. */
function builtWithoutImport({ withoutImport, calls }: Run): string[] {
  const unread = calls.flatMap(({ vertices }) =>
    vertices.flatMap((record) => (lostImport(record) === undefined ? [] : record.vertex.targets)),
  );
  return [...new Set([...withoutImport.keys(), ...unread])];
}
