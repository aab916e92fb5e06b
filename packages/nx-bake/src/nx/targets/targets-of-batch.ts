import type { ExecutorContext, ProjectGraph, Task, TaskGraph } from '@nx/devkit';
import { recordOf } from '../../foreign';
import { imageLabel, imageTargets } from './image-target';
import { closureOf } from './project-closure';
import { mergeFlags } from './merge-flags';
import type { ImageTarget } from './image-target';
import { inferredTargetName } from '../options/nx-json';

/** The options that Nx merged for each task of a batch. */
export type BatchInputs = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The image targets of a batch, one for each of its tasks. */
export function targetsOfBatch(
  taskGraph: TaskGraph,
  inputs: BatchInputs,
  context: Pick<ExecutorContext, 'projectGraph' | 'nxJsonConfiguration' | 'taskGraph'>,
): ImageTarget[] {
  const dry = isDryCommand(context) ? { dryRun: true } : {};
  const inferred = inferredTargetName(context.nxJsonConfiguration);
  return Object.values(taskGraph.tasks).map((task) => ({
    id: task.id,
    project: task.target.project,
    target: task.target.target,
    projectRoot: context.projectGraph.nodes[task.target.project]?.data.root ?? task.projectRoot ?? '.',
    name: imageLabel(task.target, context.projectGraph, inferred),
    place: `${task.target.project}:${task.target.target}`,
    closure: closureOf(task.target.project, context.projectGraph),
    rawOptions: {
      ...mergeFlags(configured(task, context.projectGraph), inputs[task.id] ?? {}, typedFlags(task)),
      ...dry,
    },
  }));
}

/** Whether these targets are to be shown and not built. Read before their options are checked. */
export const isDryRun = (targets: readonly ImageTarget[]): boolean =>
  targets.some(({ rawOptions }) => String(rawOptions['dryRun']) === 'true');

/**
 * Whether somebody asked for a dry run of images. Nx gives flags only to the tasks that were asked for, and a base's task
 * may be in another batch or process than those of its dependents: there it would be built.
 */
const isDryCommand = ({
  projectGraph,
  taskGraph,
}: Pick<ExecutorContext, 'projectGraph' | 'taskGraph'>): boolean =>
  Object.values(taskGraph?.tasks ?? {}).some(
    (task) =>
      imageTargets(task.target.project, projectGraph).includes(task.target.target) &&
      String(mergeFlags({}, recordOf(task.overrides), typedFlags(task))['dryRun']) === 'true',
  );

function configured(task: Task, graph: ProjectGraph): Record<string, unknown> {
  const target = graph.nodes[task.target.project]?.data.targets?.[task.target.target];
  const configuration = task.target.configuration ?? target?.defaultConfiguration;
  const own: unknown = configuration === undefined ? undefined : target?.configurations?.[configuration];
  return { ...recordOf(target?.options), ...recordOf(own) };
}

function typedFlags(task: Task): string[] {
  const overrides: unknown = task.overrides;
  const typed = recordOf(overrides)['__overrides_unparsed__'];
  return Array.isArray(typed) ? typed.map(String) : [];
}
