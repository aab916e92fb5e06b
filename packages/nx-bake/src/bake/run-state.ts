import type { BakeTarget } from '../plan/bake-plan';
import type { BakeSettings, CallReport } from './bake-once';
import type { Failed, Outcome } from './outcomes/outcome';

export interface RunSettings extends BakeSettings {
  readonly maxTargets: number;
  /** How often a failure that is the network's or the registry's is tried again. */
  readonly retries: number;
  /** Waits before these are tried again; not any longer than until somebody stops the run. */
  readonly pause: (ms: number, targets: readonly string[]) => Promise<void>;
  /** Targets that have failed before bake was asked for them. What stands on them is skipped. */
  readonly failed?: ReadonlyMap<string, Failed>;
}

/** What is still to be built, and what was learnt about it. */
export interface Run {
  readonly wanted: ReadonlySet<string>;
  readonly targets: Map<string, BakeTarget>;
  /** The bases that are handed on to later calls by digest; others are linked to in the same one. */
  readonly pinned: ReadonlySet<string>;
  /** Bases that were built, as named contexts. */
  readonly pins: Map<string, string>;
  readonly outcomes: Map<string, Outcome>;
  readonly calls: CallReport[];
  /** Target → what was wrong with its remote cache. */
  readonly withoutImport: Map<string, string>;
  /** Kind of cache → why it cannot be opened for writing. */
  readonly withoutExport: Map<string, string>;
  readonly tries: Map<string, number>;
  size: number;
}
