import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { forgetAll } from '../engine/forget-builds.mjs';
import { runBake } from './run-bake.mjs';
import type { Preparation, Scenario } from './scenario.mjs';

export interface Place {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The registry's storage on disk. */
  readonly storage: string;
}

export async function prepare(preparation: Preparation, scenario: Scenario, place: Place): Promise<void> {
  switch (preparation) {
    case 'bake':
      await runBake(scenario, place.cwd, place.env);
      return;
    case 'forget':
      await forgetAll(place.env);
      return;
    case 'lose-layers':
      await loseLayers(place.storage);
  }
}

/** Does to a cache what a registry's lifecycle rule can: its blobs are gone, its manifest and config are not. */
async function loseLayers(storage: string): Promise<void> {
  const repositories = join(storage, 'docker/registry/v2/repositories/cache');
  for (const repository of await readdir(repositories)) {
    const layers = join(repositories, repository, '_layers/sha256');
    for (const digest of await readdir(layers)) {
      const blob = join(storage, 'docker/registry/v2/blobs/sha256', digest.slice(0, 2), digest);
      const isConfig =
        (await readFile(join(blob, 'data')).catch(() => Buffer.from('{'))).at(0) === '{'.charCodeAt(0);
      if (!isConfig) {
        // Only this repository loses it: base images of other repositories may have the same layer.
        await rm(join(layers, digest), { recursive: true });
      }
    }
  }
}
