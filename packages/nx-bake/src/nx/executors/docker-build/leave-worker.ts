/**
 * Lets Nx' batch worker end once its answers are sent. A signal ends no process that listens to it, as we do, and Nx 23
 * waits five seconds for the worker before it kills it; only the channel to Nx still holds it.
 * https://github.com/nrwl/nx/blob/23.3.2/packages/nx/src/tasks-runner/running-tasks/batch-process.ts
 */
export function leaveWorker(): void {
  if (process.argv[1]?.endsWith('run-batch.js') === true) process.channel?.unref();
}
