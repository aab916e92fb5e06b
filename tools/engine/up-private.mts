import { rmSync } from 'node:fs';
import { clientEnv } from './client-env.mjs';
import { startDaemons } from './private/daemons.mjs';
import type { Distribution } from './private/distribution.mjs';
import type { Say } from './engine.mjs';
import { pathsIn } from './folder/engine-folder.mjs';
import { type PrivateState, writeState } from './folder/engine-state.mjs';
import { fetchPackages } from './private/fetch-packages.mjs';
import { installClient } from './private/install-client.mjs';
import { type OpenNetwork, openNetwork } from './network/open-network.mjs';
import { overlayWorks } from './private/overlay-works.mjs';
import { makeStandInRoots, pushStandIns } from './private/push-stand-ins.mjs';
import { startRegistryProcess } from './private/registry-process.mjs';
import { settleAll } from './process/settle-all.mjs';
import { unreachableImages } from './private/stand-in-images.mjs';
import { unpackPackages } from './private/unpack-packages.mjs';

/** Brings an engine and a registry up out of the distribution's packages, in a folder of their own. */
export async function upPrivate(folder: string, machine: Distribution, say: Say): Promise<PrivateState> {
  const { apt, programs, standIns } = pathsIn(folder);
  say('Fetching the packages of an engine and a registry.');
  const packages = await fetchPackages(apt, machine);
  say(`Unpacking ${packages.files.length} packages into ${folder}.`);
  await unpackPackages(packages.files, programs);
  installClient(folder);
  say('Starting the registry and the engine.');
  const network = await openNetwork(folder);
  const { registry } = network.state;
  const env = clientEnv(folder, registry);
  const images = await unreachableImages(env);
  const [state] = await settleAll([
    startBoth(folder, network),
    images.length > 0 && makeStandInRoots(folder, images, packages.own),
  ]);
  if (images.length > 0) {
    say(`Docker Hub cannot be reached: making stand-ins for ${images.join(', ')}.`);
    await pushStandIns(folder, images, { env, registry });
  }
  for (const done of [apt, standIns]) rmSync(done, { recursive: true, force: true });
  return writeState(folder, { ...state, ready: true, standIns: images });
}

async function startBoth(folder: string, { state, bridge, mtu }: OpenNetwork): Promise<PrivateState> {
  const { registry, traces } = state;
  const overlay = await overlayWorks(folder);
  const snapshotter = overlay ? 'overlayfs' : 'native';
  await startRegistryProcess(pathsIn(folder).registry, Number(registry.split(':')[1]));
  await startDaemons({ folder, registry, bridge, cgroup: traces.bridge, mtu, snapshotter });
  if (overlay) return state;
  return {
    ...state,
    notes: [...state.notes, 'No overlay file system here: layers are copied, which is slow.'],
  };
}
