import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Say } from '../engine.mjs';
import { userId } from './engine-folder.mjs';
import { EngineError } from '../engine-error.mjs';

const PATIENCE_MS = 5 * 60_000;

/**
 * One process at a time works on a folder. The lock is an abstract unix socket (no file): the kernel lets go of it
 * when its holder dies, so it is never stale. Its name fills all 107 bytes, because Node 20 pads shorter ones.
 */
export async function withLock<T>(folder: string, say: Say, work: () => Promise<T>): Promise<T> {
  const hash = createHash('sha256').update(folder).digest('hex');
  const name = `\0${`nx-bake-engine-${userId()}-${hash}-`.padEnd(107, '.')}`;
  const end = Date.now() + PATIENCE_MS;
  let lock = await tryLock(name);
  if (!lock) say('Another `engine up` or `engine down` is at work: waiting for it.');
  while (!lock) {
    if (Date.now() > end)
      throw new EngineError(
        `${folder} is locked by another process.`,
        'End that `engine` command, then run this one again.',
      );
    await sleep(100);
    lock = await tryLock(name);
  }
  try {
    return await work();
  } finally {
    lock.close();
  }
}

async function tryLock(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(name, () => {
      resolve(server);
    });
  });
}
