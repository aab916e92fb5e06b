import type { RunReport } from '../../bake/run-plan';
import type { Builder } from '../../builder/find-builder';
import type { Problem } from '../../problems';
import type { PlannedTasks } from '../planning/plan-tasks';

/** Somebody stopped the run before it called bake. */
export interface Stopped {
  readonly kind: 'stopped';
  /** The name of the signal. */
  readonly by: string;
}

/** Something is wrong with the input, or with docker; nothing was built. */
export interface Refused {
  readonly kind: 'refused';
  readonly problems: readonly Problem[];
}

/** Nothing was to be built. */
export interface DryRun {
  readonly kind: 'dry-run';
  /** The plan, to be shown. */
  readonly lines: readonly string[];
}

/** Bake was called, or every target had failed before. The outcomes are in the report. */
export interface Built {
  readonly kind: 'built';
  readonly planned: PlannedTasks;
  readonly builder: Builder;
  readonly report: RunReport;
  /** The summary, to be shown. */
  readonly lines: readonly string[];
  /** Image files that could not be written. */
  readonly unwritten: readonly Problem[];
}

/** Every way in which a run ends, but for a bug of ours. */
export type RunEnd = Stopped | Refused | DryRun | Built;
