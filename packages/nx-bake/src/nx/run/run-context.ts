import type { ExecutorContext, ProjectGraph } from '@nx/devkit';
import type { DockerRun } from '../../builder/docker';
import type { RunFacts } from '../../ci/run-facts';
import type { ImageFiles } from '../image-files/image-files';
import type { RunOptions } from '../options/run-options';
import type { NeededBuilds } from '../outside-builds/needed-builds';
import type { PlannedTasks } from '../planning/plan-tasks';
import type { Screen } from '../terminal/screen';
import { caughtUp } from './print-progress';

/** The workspace that a run is in, and the ways in which it hears and is heard. */
export interface RunContext {
  readonly root: string;
  readonly nxJson: ExecutorContext['nxJsonConfiguration'] | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly graph: ProjectGraph;
  /** Aborts when somebody stops the run. */
  readonly signal: AbortSignal;
  /** The place where the summary is seen. */
  readonly screen: Screen;
  /** Prints a line of the run's own output. */
  readonly write: (line: string) => void;
}

/** The context of a run that has folders of its own, and knows which files it writes. */
export interface RunPlace extends RunContext {
  readonly folder: string;
  /** A folder outside of the work tree, for contexts. */
  readonly contexts: string;
  readonly files: ImageFiles;
}

/** The intent of a run, known before docker is asked for anything. */
export interface RunIntent {
  readonly planned: PlannedTasks;
  readonly options: RunOptions;
  /** The builds that make what the Dockerfiles copy. */
  readonly needed: NeededBuilds;
  readonly facts: RunFacts;
}

/** Settings for every call of docker: it runs in the workspace root, and ends with the run. */
export const dockerRun = ({ root, env, signal }: RunContext): DockerRun => ({
  cwd: root,
  env,
  signal,
  caughtUp: () => caughtUp(signal),
});
