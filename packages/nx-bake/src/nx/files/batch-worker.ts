/** Whether this process is Nx's batch worker: its parent is Nx then, and the times of its answers come back. */
export const isBatchWorker = (): boolean => process.argv[1]?.endsWith('run-batch.js') === true;
