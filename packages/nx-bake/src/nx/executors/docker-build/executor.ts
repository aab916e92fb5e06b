import type { ExecutorContext, Task } from '@nx/devkit';
import { runBatch } from '../../run/run-batch';

/** Runs a single task as a batch of one, for when Nx does not run batches (`--batch=false`). */
export default async function dockerBuild(
  options: Record<string, unknown>,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const task = taskOf(context);
  const taskGraph = {
    roots: [task.id],
    tasks: { [task.id]: task },
    dependencies: {},
    continuousDependencies: {},
  };
  const answers = await runBatch(taskGraph, { [task.id]: options }, context);
  const answer = answers.get(task.id);
  if (answer?.success !== true) process.stderr.write(answer?.terminalOutput ?? '');
  return { success: answer?.success === true };
}

/** The task that Nx is running, with its flags as typed; an executor called by other code has none. */
function taskOf(context: ExecutorContext): Task {
  const { projectName: project = '', targetName: target = '', configurationName: configuration } = context;
  const running = Object.values(context.taskGraph?.tasks ?? {}).find(
    (task) => task.target.project === project && task.target.target === target,
  );
  if (running !== undefined) return running;
  const named = { project, target, ...(configuration === undefined ? {} : { configuration }) };
  return {
    id: `${project}:${target}`,
    target: named,
    overrides: {},
    outputs: [],
    parallelism: true,
    cache: false,
  };
}
