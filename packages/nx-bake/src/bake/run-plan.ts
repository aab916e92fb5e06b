import type { BakePlan, BakeTarget } from '../plan/bake-plan';
import { nextLevel, pinnedBases, withPinnedBases } from '../plan/levels';
import { allBasesOf } from '../plan/links';
import { waves } from '../plan/waves';
import { bakeOnce, type CallReport } from './bake-once';
import { failAll } from './fail-all';
import { layoutOf, pinnedContext, withPins } from './pin-bases';
import { lostImport } from './outcomes/lost-imports';
import { skipped, type Cancelled, type Outcome } from './outcomes/outcome';
import type { Run, RunSettings } from './run-state';
import { retryPause } from './retry-pause';
import { lost, settle, type Settled } from './settle';
import { waveSize } from './wave-size';

/** Why there is a call beyond the first. */
export type CallReason =
  /** Images that others are built on come first. */
  | 'base-images'
  /** More targets than go into one call. */
  | 'max-targets'
  /** Something of an earlier call was not finished. */
  | 'unfinished';

export interface RunReport {
  /** Of the wanted targets, and of the bases that were built for them. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly calls: readonly CallReport[];
  /** Each once. */
  readonly callReasons: readonly CallReason[];
  /** Targets whose remote cache could not be read, and that were built without it. */
  readonly builtWithoutImport: readonly string[];
  /** Base → the named context as which its users got it, where it was handed on by digest. */
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
  const targets = new Map(plan.targets.map((target) => [target.name, target]));
  const run: Run = {
    wanted: new Set(wanted),
    targets,
    pinned: pinnedBases(targets, settings.abilities.handsOn),
    pins: new Map(),
    outcomes: new Map(settings.failed),
    calls: [],
    withoutImport: new Map(),
    withoutExport: new Map(),
    tries: new Map(),
    size: waveSize(settings),
  };
  const possible = withPinnedBases(wanted, targets, run.pinned).filter((name) => !run.outcomes.has(name));
  let pending = unlessStopped(run, skipDependents(run, possible), settings);
  const reasons = new Set<CallReason>();
  while (pending.length > 0) {
    try {
      const { left, reason } = await bakeNext(run, pending, settings);
      pending = left;
      if (left.length > 0) reasons.add(reason);
    } catch (error) {
      const open = pending.filter((name) => !run.outcomes.has(name));
      pending = [];
      if (settings.docker.signal?.aborted === true) unlessStopped(run, open, settings);
      else failAll(run, open, error);
    }
  }
  return {
    outcomes: run.outcomes,
    calls: run.calls,
    callReasons: [...reasons],
    builtWithoutImport: builtWithoutImport(run),
    pins: run.pins,
  };
}

interface Turn {
  readonly left: string[];
  /** Why there is another call, if so. */
  readonly reason: CallReason;
}

/** One call, and what is left to do after it. */
async function bakeNext(run: Run, pending: readonly string[], settings: RunSettings): Promise<Turn> {
  const level = nextLevel(pending, run.targets, run.pinned);
  const [wave = []] = waves(level, inCalls(run), run.size);
  const report = await bakeWave(run, wave, settings);
  const { again, retried } = settle(run, report, settings);
  const rest = pending.filter((name) => !wave.includes(name));
  const open = await handOn(run, skipDependents(run, [...again, ...rest]), settings);
  const left = await afterPause(run, unlessStopped(run, open, settings), { ...settings, retried });
  return { left, reason: reasonOf(again, level, wave) };
}

/** What failed in passing gets some time, the more often it did. */
async function afterPause(
  run: Run,
  left: string[],
  { retried, ...settings }: RunSettings & Pick<Settled, 'retried'>,
): Promise<string[]> {
  if (left.length === 0 || retried.length === 0) return left;
  await settings.pause(Math.max(...retried.map((name) => retryPause(run.tries.get(name) ?? 0))), retried);
  return unlessStopped(run, left, settings);
}

function reasonOf(again: readonly string[], level: readonly string[], wave: readonly string[]): CallReason {
  if (again.length > 0) return 'unfinished';
  return level.length > wave.length ? 'max-targets' : 'base-images';
}

/** The targets as calls get them: with images of earlier calls in the place of links. */
const inCalls = (run: Run): Map<string, BakeTarget> =>
  new Map([...run.targets].map(([name, target]) => [name, withPins(target, run.pins)]));

async function bakeWave(run: Run, wave: readonly string[], settings: RunSettings): Promise<CallReport> {
  const all = inCalls(run);
  const names = new Set(wave.flatMap((name) => [name, ...allBasesOf(name, all)]));
  const targets = [...all.values()].filter((target) => names.has(target.name));
  const report = await bakeOnce({ targets: targets.map((target) => forCall(run, target, settings)) }, wave, {
    ...settings,
    earlier: run.calls,
  });
  run.calls.push(report);
  for (const [name, outcome] of report.outcomes)
    if (!wave.includes(name) && !run.wanted.has(name)) run.outcomes.set(name, outcome);
  return report;
}

function forCall(run: Run, target: BakeTarget, { folder }: RunSettings): BakeTarget {
  return {
    ...target,
    ...(run.withoutImport.has(target.name) ? { cacheFrom: [] } : {}),
    cacheTo: target.cacheTo.filter(({ type }) => !run.withoutExport.has(type)),
    ...(run.pinned.has(target.name) && target.output !== 'push'
      ? { layout: layoutOf(folder, target.name) }
      : {}),
  };
}

/** Some had to be baked again; for others BuildKit itself went on. */
function builtWithoutImport({ withoutImport, calls }: Run): string[] {
  const unread = calls.flatMap(({ vertices }) =>
    vertices.flatMap((record) => (lostImport(record) === undefined ? [] : record.vertex.targets)),
  );
  return [...new Set([...withoutImport.keys(), ...unread])];
}

/** Pins what was built and is waited for. Who waits for an image that cannot be handed on has failed. */
async function handOn(
  run: Run,
  pending: readonly string[],
  { folder, docker }: RunSettings,
): Promise<string[]> {
  const { pinned, pins, targets } = run;
  const isOpen = (base: string): boolean => pinned.has(base) && !pins.has(base) && !pending.includes(base);
  for (const base of withPinnedBases(pending, targets, pinned).filter(isOpen)) {
    const context = await pinnedContext(base, run.outcomes.get(base), { folder, cwd: docker.cwd });
    if (context !== undefined) pins.set(base, context);
  }
  const stuck = pending.filter((name) => [...allBasesOf(name, targets)].some(isOpen));
  for (const name of stuck)
    run.outcomes.set(name, { ...lost, reason: 'buildx told no digest of its base image' });
  return skipDependents(
    run,
    pending.filter((name) => !stuck.includes(name)),
  );
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

/** Nothing of it when the run ends here. */
function unlessStopped(run: Run, pending: readonly string[], settings: RunSettings): string[] {
  const because = stopReason(run, settings);
  if (because === undefined) return [...pending];
  for (const name of pending)
    run.outcomes.set(name, { kind: 'cancelled', because, steps: { total: 0, cached: 0 }, warnings: [] });
  return [];
}

/** Why nothing more is to be baked, if so: somebody stopped it, or something failed and `fail-fast` is on. */
function stopReason(run: Run, settings: RunSettings): Cancelled['because'] | undefined {
  const { signal } = settings.docker;
  if (signal?.aborted === true) return { kind: 'signal', signal: String(signal.reason) };
  const failed = [...run.outcomes].find(([, outcome]) => outcome.kind === 'failed');
  return settings.failFast && failed !== undefined ? { kind: 'target', target: failed[0] } : undefined;
}
