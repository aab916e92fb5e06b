import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import type { TaskAnswer } from '../../run/answer-tasks';
import { targetsOfBatch } from '../../targets/targets-of-batch';
import { leaveWorker } from './leave-worker';
import { runTasks } from '../../run/run-tasks';

/**
 * One `docker buildx bake` for all tasks of the batch. Every task is answered exactly once, whatever happens: Nx runs
 * a batch again for the tasks that it has no answer for, without end, and fails all of them when something is thrown.
 * https://github.com/nrwl/nx/blob/22.6.0/packages/nx/src/tasks-runner/batch/run-batch.ts
 */
export default async function* dockerBuildBatch(
  taskGraph: TaskGraph,
  inputs: Record<string, Record<string, unknown>>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<{ task: string; result: TaskAnswer }> {
  const answers = await runTasks(() => targetsOfBatch(taskGraph, inputs, context), context);
  for (const task of Object.keys(taskGraph.tasks)) {
    const result = answers.get(task) ?? {
      success: false,
      status: 'failure',
      terminalOutput: 'nx-bake has no answer for this task.\n',
    };
    yield { task, result };
  }
  if ([...answers.values()].some(({ status }) => status === 'stopped')) leaveWorker();
}
