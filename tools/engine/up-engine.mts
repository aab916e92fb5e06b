import { clientEnv } from './client-env.mjs';
import { clearAway } from './folder/clear-away.mjs';
import { requireDistribution } from './private/distribution.mjs';
import type { Engine, Say } from './engine.mjs';
import { EngineError } from './engine-error.mjs';
import { claimFolder, engineFolder, isEngineFolder } from './folder/engine-folder.mjs';
import { type EngineState, type FoundState, readState } from './folder/engine-state.mjs';
import { findDocker } from './found/find-docker.mjs';
import { isStanding } from './is-standing.mjs';
import { upFound } from './found/up-found.mjs';
import { upPrivate } from './up-private.mjs';
import { withLock } from './folder/with-lock.mjs';

/** The engine and registry of this machine: those that are up already, or new ones. */
export async function upEngine(say: Say = () => undefined): Promise<Engine> {
  const folder = engineFolder();
  return withLock(folder, say, async () => {
    const state = readState(folder);
    if (state && (await isStanding(folder, state))) return engineOf(folder, state, false);
    if (isEngineFolder(folder)) {
      say('Clearing away what an earlier engine left behind.');
      await clearAway(folder);
    }
    return engineOf(folder, await startOne(folder, say), true);
  });
}

export function engineOf(folder: string, state: EngineState, started: boolean): Engine {
  const { kind, registry } = state;
  const env = kind === 'private' ? clientEnv(folder, registry) : foundEnv(state);
  return { kind, env, registry, started };
}

const foundEnv = ({ registry, builder, dockerEnv }: FoundState): Engine['env'] => ({
  ...dockerEnv,
  NX_BAKE_REGISTRY: registry,
  BUILDX_BUILDER: builder,
});

async function startOne(folder: string, say: Say): Promise<EngineState> {
  const found = await findDocker();
  const because = found.usable ? await useFound(folder, say) : found.because;
  if (typeof because !== 'string') return because;
  const machine = requireDistribution(because);
  say(`A private engine, because the docker here will not do: ${because}`);
  return startOrClear(folder, () => upPrivate(folder, machine, say));
}

/** The found docker with a registry, or why that did not work out. */
async function useFound(folder: string, say: Say): Promise<EngineState | string> {
  try {
    return await startOrClear(folder, () => upFound(folder, say));
  } catch (error) {
    if (error instanceof EngineError) return error.message;
    throw error;
  }
}

async function startOrClear<T>(folder: string, start: () => Promise<T>): Promise<T> {
  claimFolder(folder);
  try {
    return await start();
  } catch (error) {
    await clearAway(folder);
    throw error;
  }
}
