import type { BakePlan, BakeTarget } from '../plan/bake-plan';
import { allBasesOf } from '../plan/links';
import { nextCall, pinnedBases, withPinnedBases, type NextCall } from '../plan/levels';
import type { BakeSettings, CallReport } from './bake-once';
import { NOTHING_SEEN, type Cancelled, type Failed, type Outcome } from './outcomes/outcome';
import { layoutOf, needsLayout, withPins } from './pin-bases';

export interface RunSettings extends BakeSettings {
  readonly maxTargets: number;
  /** The number of retries of a failure that is the network's or the registry's. */
  readonly retries: number;
  /** Waits before these are tried again; not any longer than until somebody stops the run. */
  readonly pause: (ms: number, targets: readonly string[]) => Promise<void>;
  /** Targets that failed before bake was called. Their dependents are skipped. */
  readonly failed?: ReadonlyMap<string, Failed> | undefined;
}

/** The number of targets that go into one call: a buildx that cannot limit how many it builds at a time gets fewer per call. */
export const waveSize = ({
  maxTargets,
  maxParallel,
  abilities,
}: Pick<RunSettings, 'abilities' | 'maxParallel' | 'maxTargets'>): number =>
  abilities.limit ? maxTargets : Math.min(maxTargets, maxParallel ?? maxTargets);

/** A change for the calls to come, learnt from one that failed. */
export type Lesson =
  /** A target's remote cache is broken: build it without. */
  | { readonly kind: 'broken-import'; readonly target: string; readonly reason: string }
  /** A kind of cache cannot be opened for writing: build everything without. */
  | { readonly kind: 'unopened-export'; readonly cache: string; readonly reason: string }
  /** One of these targets made buildx refuse the call: bake each half of them by itself. */
  | { readonly kind: 'refused'; readonly targets: readonly string[] }
  /** So many targets in one call are too many. */
  | { readonly kind: 'overload'; readonly targets: number }
  /** A transient failure of a target: it counts as a try. */
  | { readonly kind: 'transient'; readonly target: string };

/**
 * The state of a run: the outcomes so far, the bases that were handed on, the lessons learnt. Its methods `record`,
 * `skip`, `cancel`, `pin`, `learn` and `addCall` are the only ones that change it.
 */
export class Run {
  /** The bases that are handed on to later calls; others are linked to in the same one. */
  readonly pinned: ReadonlySet<string>;
  readonly targets: ReadonlyMap<string, BakeTarget>;
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Base → the named context as which its dependents get it. */
  readonly pins: ReadonlyMap<string, string>;
  readonly calls: readonly CallReport[];
  /** Target → what was wrong with its remote cache. */
  readonly withoutImport: ReadonlyMap<string, string>;
  /** Kind of cache → why it cannot be opened for writing. */
  readonly withoutExport: ReadonlyMap<string, string>;
  /** Target → how often it failed with a transient failure. */
  readonly tries: ReadonlyMap<string, number>;
  /** Everything that needs a call of its own. */
  private readonly names: readonly string[];
  private readonly changing = {
    outcomes: new Map<string, Outcome>(),
    pins: new Map<string, string>(),
    calls: new Array<CallReport>(),
    withoutImport: new Map<string, string>(),
    withoutExport: new Map<string, string>(),
    tries: new Map<string, number>(),
  };
  private size: number;
  /** Groups of targets of which one is to blame for a refused call, the next one first. */
  private suspects: readonly (readonly string[])[] = [];

  constructor(
    plan: BakePlan,
    readonly wanted: ReadonlySet<string>,
    private readonly settings: RunSettings,
  ) {
    this.targets = new Map(plan.targets.map((target) => [target.name, target]));
    this.pinned = pinnedBases(this.targets, settings.abilities.handsOn);
    this.names = withPinnedBases([...wanted], this.targets, this.pinned);
    this.size = waveSize(settings);
    ({
      outcomes: this.outcomes,
      pins: this.pins,
      calls: this.calls,
      withoutImport: this.withoutImport,
      withoutExport: this.withoutExport,
      tries: this.tries,
    } = this.changing);
    for (const [name, failed] of settings.failed ?? []) this.record(name, failed);
  }

  /** The targets that still need a call. */
  pending(): string[] {
    return this.names.filter((name) => !this.outcomes.has(name));
  }

  /** The targets of the next call: suspects as they were grouped, else as a dry run would have it. */
  nextCall(): NextCall {
    const { targets, pinned, size } = this;
    const names = this.pending();
    const [suspects] = this.suspects
      .map((group) => group.filter((name) => names.includes(name)))
      .filter(isSome);
    return suspects === undefined
      ? nextCall({ names, targets, pinned, size })
      : { names: suspects, isFull: suspects.length < names.length };
  }

  /** The targets as the next call gets them: with images of earlier calls in the place of links. */
  targetsNow(): Map<string, BakeTarget> {
    return new Map([...this.targets].map(([name, target]) => [name, this.targetNow(target)]));
  }

  private targetNow(target: BakeTarget): BakeTarget {
    const { abilities, folder } = this.settings;
    const leavesLayout = this.pinned.has(target.name) && needsLayout(target, abilities.severalNodes);
    return {
      ...withPins(target, this.pins),
      cacheFrom: this.withoutImport.has(target.name) ? [] : target.cacheFrom,
      cacheTo: target.cacheTo.filter(({ type }) => !this.withoutExport.has(type)),
      ...(leavesLayout ? { layout: layoutOf(folder, target.name) } : {}),
    };
  }

  /** Keeps the final outcome of a target. */
  record(name: string, outcome: Outcome): void {
    this.changing.outcomes.set(name, outcome);
  }

  /** Gives up a target that is built on one that failed. */
  skip(name: string, base: string): void {
    this.record(name, { kind: 'skipped', base, ...NOTHING_SEEN });
  }

  cancel(name: string, because: Cancelled['because']): void {
    this.record(name, { kind: 'cancelled', because, ...NOTHING_SEEN });
  }

  pin(base: string, context: string): void {
    this.changing.pins.set(base, context);
  }

  addCall(report: CallReport): void {
    this.changing.calls.push(report);
  }

  learn(lesson: Lesson): void {
    const { withoutImport, withoutExport, tries } = this.changing;
    switch (lesson.kind) {
      case 'broken-import':
        withoutImport.set(lesson.target, lesson.reason);
        break;
      case 'unopened-export':
        withoutExport.set(lesson.cache, lesson.reason);
        break;
      case 'refused':
        this.suspects = [...halves(lesson.targets, this.targets), ...this.suspects];
        break;
      case 'overload':
        this.size = Math.max(1, Math.floor(lesson.targets / 2));
        break;
      case 'transient':
        tries.set(lesson.target, (tries.get(lesson.target) ?? 0) + 1);
        break;
    }
  }
}

const isSome = (names: readonly string[]): boolean => names.length > 0;

/** Bases come first: when one of them is to blame, its dependents are skipped. */
function halves(names: readonly string[], targets: ReadonlyMap<string, BakeTarget>): string[][] {
  const ordered = [...names].sort((a, b) => allBasesOf(a, targets).size - allBasesOf(b, targets).size);
  const middle = Math.ceil(ordered.length / 2);
  return [ordered.slice(0, middle), ordered.slice(middle)];
}
