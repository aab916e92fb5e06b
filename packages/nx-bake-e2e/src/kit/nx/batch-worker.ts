import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Workspace } from '../workspace';

/** Nx's own: https://github.com/nrwl/nx/blob/24.0.6/packages/nx/src/tasks-runner/batch/batch-messages.ts */
const RUN_TASKS = 0;
const COMPLETE_TASK = 1;

export interface BatchWorker {
  readonly child: ChildProcess;
  output(): string;
  /** The tasks that it has answered. */
  answered(): string[];
}

/** Nx's batch worker with all `docker-build` tasks of a workspace, held by a parent that never lets go of it. */
export async function startBatchWorker(workspace: Workspace): Promise<BatchWorker> {
  await workspace.nx(['graph', '--file=graph.json']);
  const { graph } = JSON.parse(workspace.read('graph.json')) as { graph: { nodes: object } }; // Nx's own
  const taskGraph = taskGraphOf(Object.keys(graph.nodes));
  const child = fork(join(workspace.root, 'node_modules/nx/dist/src/tasks-runner/batch/run-batch.js'), [], {
    cwd: workspace.root,
    env: { ...process.env, NX_WORKSPACE_ROOT: workspace.root },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const answered: string[] = [];
  child.on('message', (message: { type: number; task: string }) => {
    if (message.type === COMPLETE_TASK) answered.push(message.task);
  });
  child.send({
    type: RUN_TASKS,
    executorName: 'nx-bake:docker-build',
    projectGraph: graph,
    batchTaskGraph: taskGraph,
    fullTaskGraph: taskGraph,
  });
  return {
    child,
    output: () => output,
    answered: () => answered,
  };
}

function taskGraphOf(projects: readonly string[]): object {
  const tasks = projects.map((project) => ({
    id: `${project}:docker-build`,
    target: { project, target: 'docker-build' },
    overrides: { progress: 'plain' },
    outputs: [],
    parallelism: true,
  }));
  return {
    roots: tasks.map(({ id }) => id),
    tasks: Object.fromEntries(tasks.map((task) => [task.id, task])),
    dependencies: Object.fromEntries(tasks.map(({ id }) => [id, []])),
    continuousDependencies: Object.fromEntries(tasks.map(({ id }) => [id, []])),
  };
}
