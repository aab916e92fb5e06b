import { createWorkspace, json, type Workspace, type WorkspaceOptions } from '../workspace';

/** A plugin of a workspace's own that writes down what Nx took for the results of its tasks. */
const PLUGIN = `const { writeFileSync } = require('node:fs');
exports.name = 'task-results';
exports.postTasksExecution = (options, { workspaceRoot, taskResults }) => {
  const results = Object.entries(taskResults).map(([task, { status, terminalOutput }]) => [task, { status, terminalOutput }]);
  writeFileSync(workspaceRoot + '/.nx/task-results.json', JSON.stringify(Object.fromEntries(results)));
};
`;

export const RECORD_RESULTS = { plugin: './task-results.cjs', file: { 'task-results.cjs': PLUGIN } };

/** A workspace without remote caches that remembers what became of the tasks of its last run. */
export async function withRecordedResults(
  files: Readonly<Record<string, string>>,
  { pluginOptions = {}, ...options }: Omit<WorkspaceOptions, 'files'> = {},
): Promise<Workspace> {
  const workspace = await createWorkspace({
    files: { ...files, ...RECORD_RESULTS.file },
    pluginOptions: { cache: 'none', ...pluginOptions },
    ...options,
  });
  const nxJson = JSON.parse(workspace.read('nx.json')) as { plugins: unknown[] }; // the kit's own
  workspace.write({ 'nx.json': json({ ...nxJson, plugins: [...nxJson.plugins, RECORD_RESULTS.plugin] }) });
  return workspace;
}

export interface TaskResult {
  readonly status: string;
  readonly terminalOutput: string;
}

/** The results of the last run's tasks as Nx took them, by project. */
export function taskResults(workspace: Workspace): Record<string, TaskResult> {
  const results = JSON.parse(workspace.read('.nx/task-results.json')) as Record<string, TaskResult>; // our own plugin's
  return Object.fromEntries(
    Object.entries(results).map(([task, result]) => [task.split(':')[0] ?? task, result]),
  );
}

/** `alpha=success beta=failure` */
export const statuses = (workspace: Workspace): string =>
  Object.entries(taskResults(workspace))
    .map(([project, { status }]) => `${project}=${status}`)
    .sort()
    .join(' ');
