import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until the answer is yes (true) or the time is over (false). */
export async function waitUntil(
  check: () => boolean | Promise<boolean>,
  timeoutMs: number,
): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    if (await check()) return true;
    if (Date.now() >= end) return false;
    await sleep(50);
  }
}
