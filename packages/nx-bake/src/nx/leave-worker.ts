/** How long Nx gets to take the answers. */
const FAREWELL_MS = 500;

/**
 * Ends Nx' batch worker a little later. Our signal handlers keep it alive after a signal that should end it, and Nx 23
 * waits five seconds for that before it kills: https://github.com/nrwl/nx/blob/23.3.2/packages/nx/src/tasks-runner/batch/run-batch.ts
 */
export function leaveWorker(): void {
  if (process.argv[1]?.endsWith('run-batch.js') !== true) return;
  setTimeout(() => {
    if (process.connected) process.disconnect();
  }, FAREWELL_MS).unref();
}
