import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import type { TaskAnswer } from '../../run/answer-tasks';
import { isBatchWorker } from '../../files/batch-worker';
import { runBatch } from '../../run/run-batch';

/**
 * Runs one `docker buildx bake` for all tasks of the batch. Every task is answered exactly once, whatever happens: Nx
 * runs a batch again for the tasks that it has no answer for, without end, and fails all of them when something is
 * thrown. https://github.com/nrwl/nx/blob/22.6.0/packages/nx/src/tasks-runner/batch/run-batch.ts
 */
export default async function* dockerBuildBatch(
  taskGraph: TaskGraph,
  inputs: Record<string, Record<string, unknown>>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<{ task: string; result: TaskAnswer }> {
  const answers = await runBatch(taskGraph, inputs, context);
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

/**
 * Lets Nx's batch worker end once its answers are sent. A signal ends no process that listens to it, as we do, and Nx 23
 * waits five seconds for the worker before it kills it; only the channel to Nx still holds it.
 * https://github.com/nrwl/nx/blob/23.3.2/packages/nx/src/tasks-runner/running-tasks/batch-process.ts
 */
function leaveWorker(): void {
  if (isBatchWorker()) process.channel?.unref();
}
