import type { BakeEvent } from '../../bake/records/bake-event';
import { loadFormats } from '../formats';
import { quietReport } from './quiet-report';
import { StepReport } from './step-report';

/**
 * `auto`: one line per step, logs without floods, transfers that take long. `plain`: everything, also BuildKit's own
 * work. `quiet`: only what failed. `raw`: buildx's own records.
 */
export type ProgressMode = 'auto' | 'plain' | 'quiet' | 'raw';

export interface LiveOptions {
  readonly mode: ProgressMode;
  /** Target name → what people know it by (the project). All targets of the run, so that the prefixes align. */
  readonly labels: ReadonlyMap<string, string>;
  readonly colour: boolean;
  readonly now: () => number;
}

/** Turns a run's events into lines to print. */
export interface LiveReport {
  /**
   * `line` is the line of stderr that said `events`. Call it without events now and then (each second) too, so that
   * what runs silently is told of.
   */
  lines(events: readonly BakeEvent[], line: string): readonly string[];
  /** At the end of each bake call: what is still held back. */
  end(): readonly string[];
}

export async function createLiveReport(options: LiveOptions): Promise<LiveReport> {
  switch (options.mode) {
    case 'raw':
      return { lines: (_, line) => (line === '' ? [] : [line]), end: () => [] };
    case 'quiet':
      return quietReport({ ...options, formats: await loadFormats() });
    case 'auto':
    case 'plain':
      return new StepReport({ ...options, mode: options.mode, formats: await loadFormats() });
  }
}
