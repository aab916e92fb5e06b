import { clearAway } from './folder/clear-away.mjs';
import type { Say } from './engine.mjs';
import { engineFolder, isEngineFolder } from './folder/engine-folder.mjs';
import { withLock } from './folder/with-lock.mjs';

/** Leaves nothing of the engine behind. Returns false when there was none. */
export async function downEngine(say: Say = () => undefined): Promise<boolean> {
  const folder = engineFolder();
  return withLock(folder, say, async () => {
    if (!isEngineFolder(folder)) return false;
    await clearAway(folder);
    return true;
  });
}
