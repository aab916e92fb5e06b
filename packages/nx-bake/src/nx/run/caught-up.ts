import { once } from 'node:events';

/**
 * Something to wait for while our output is not read as fast as it is written: what waits to be read is kept in our
 * memory, and so may be a build's whole log. Nothing when there is room.
 */
export const caughtUp = (signal: AbortSignal): Promise<unknown> | undefined =>
  process.stdout.writableNeedDrain
    ? once(process.stdout, 'drain', { signal }).catch(() => undefined)
    : undefined;
