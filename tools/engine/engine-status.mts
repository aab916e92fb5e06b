import type { Engine } from './engine.mjs';
import { engineFolder } from './folder/engine-folder.mjs';
import { readState } from './folder/engine-state.mjs';
import { isStanding } from './is-standing.mjs';
import { processesOf, programOf } from './process/processes.mjs';
import { tryRun } from './process/run.mjs';
import { engineOf } from './up-engine.mjs';

export type EngineStatus =
  | { readonly up: false; readonly folder: string; readonly because: string }
  | {
      readonly up: true;
      readonly folder: string;
      readonly engine: Engine;
      readonly versions: { readonly engine: string; readonly buildx: string };
      /** e.g. `dockerd 4158`; none for a docker that was found. */
      readonly processes: readonly string[];
      readonly standIns: readonly string[];
      readonly notes: readonly string[];
    };

export async function engineStatus(): Promise<EngineStatus> {
  const folder = engineFolder();
  const state = readState(folder);
  if (!state) return { up: false, folder, because: 'nothing was started' };
  if (!(await isStanding(folder, state)))
    return { up: false, folder, because: 'it was started, but does not run (any more)' };
  const engine = engineOf(folder, state, false);
  return {
    up: true,
    folder,
    engine,
    versions: await versionsOf(state.kind === 'found' ? state.dockerEnv : engine.env),
    processes: processesOf(folder).map(nameAndPid).filter(isDaemon),
    standIns: state.kind === 'private' ? state.standIns : [],
    notes: state.notes,
  };
}

function nameAndPid(pid: number): string {
  return `${programOf(pid).split('/').at(-1) ?? ''} ${pid}`;
}

// Somebody's client may be at work just now.
function isDaemon(process: string): boolean {
  return !process.startsWith('docker ');
}

async function versionsOf(
  env: Readonly<Record<string, string>>,
): Promise<{ engine: string; buildx: string }> {
  const options = { env, timeoutMs: 20_000 };
  const [engine, buildx] = await Promise.all([
    tryRun('docker', ['version', '--format', '{{.Server.Version}}'], options),
    tryRun('docker', ['buildx', 'version'], options),
  ]);
  return { engine: engine.stdout.trim(), buildx: buildx.stdout.split(' ')[1] ?? '' };
}
