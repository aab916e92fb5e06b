import type { BakeEvent } from '../../bake/records/bake-event';

/**
 * `auto`: one line per step, logs without floods, transfers that take long. `plain`: everything, also BuildKit's own
 * work. `quiet`: only what failed. `raw`: buildx's own records.
 */
export type ProgressMode = 'auto' | 'plain' | 'quiet' | 'raw';

export interface LiveOptions {
  readonly mode: ProgressMode;
  /** Target name → the project that people know it by. All targets of the run, so that the prefixes align. */
  readonly labels: ReadonlyMap<string, string>;
  readonly colour: boolean;
  readonly now: () => number;
}

/** Turns a run's events into lines to print. */
export interface LiveReport {
  /**
   * Returns the lines to print for `events`, which were read from `line` of stderr. Call it each second without
   * events too, so that a step which writes nothing is shown.
   */
  lines(events: readonly BakeEvent[], line: string): readonly string[];
  /** Returns the lines that are still held back. Call it at the end of each bake call. */
  end(): readonly string[];
}
