import { setTimeout } from 'node:timers/promises';

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** The time in which an engine that restarts is there again. */
const ENGINE_MS = 20_000;

/** The pause before the n-th retry of what failed as the engine went away. */
export const enginePause = (retry: number): number => Math.max(ENGINE_MS, retryPause(retry));

/** The pause before the n-th retry: 1, 2, 4 s and so on. A registry that limits says no for a while. */
export const retryPause = (retry: number): number => Math.min(LONGEST_MS, FIRST_MS * 2 ** (retry - 1));

/** Waits, and prints why. A run that is stopped meanwhile does not wait any longer. */
export async function pauseBefore(
  what: string,
  ms: number,
  { signal, write }: { readonly signal: AbortSignal; readonly write: (line: string) => void },
): Promise<void> {
  write(`Waiting ${ms / 1000} s before ${what}`);
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
