import { setTimeout } from 'node:timers/promises';
import type { BuildContext } from './build-context';

/** Waits, and says for what. A run that is stopped meanwhile does not wait any longer. */
export async function pauseBefore(
  what: string,
  ms: number,
  { signal, write }: Pick<BuildContext, 'signal' | 'write'>,
): Promise<void> {
  write(`Waiting ${ms / 1000} s before ${what}`);
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
