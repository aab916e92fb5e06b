import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { run } from '../process/run.mjs';
import { settleAll } from '../process/settle-all.mjs';

/** Unpacks packages into a folder, without installing them. */
export async function unpackPackages(files: readonly string[], into: string): Promise<void> {
  mkdirSync(into, { recursive: true });
  const waiting = [...files];
  const unpackSome = async () => {
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop())
      await run('dpkg', ['-x', file, into]);
  };
  await settleAll(Array.from({ length: availableParallelism() }, unpackSome));
}
