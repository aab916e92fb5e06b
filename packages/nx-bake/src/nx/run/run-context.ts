import type { ExecutorContext, ProjectGraph } from '@nx/devkit';
import type { RunReport } from '../../bake/run-plan';
import type { Builder } from '../../builder/find-builder';
import type { Problem } from '../../problems';
import type { PlannedTasks } from '../planning/plan-tasks';

/** Where a run takes place. */
export interface BuildContext {
  readonly root: string;
  readonly nxJson: ExecutorContext['nxJsonConfiguration'] | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly graph: ProjectGraph;
  /** The folders of all projects. */
  readonly projects: readonly string[];
  readonly signal: AbortSignal;
  /** The files that the run writes of its images. */
  readonly written: readonly string[];
  /** Where the run's words go, line by line. */
  readonly write: (line: string) => void;
}

/** What a run was, for the answers to its tasks. A dry run has no report. */
export interface BuiltTasks {
  readonly planned: PlannedTasks;
  readonly report?: RunReport;
  readonly builder?: Builder;
  /** What went wrong with the files of the run's images. */
  readonly unwritten?: readonly Problem[];
}
