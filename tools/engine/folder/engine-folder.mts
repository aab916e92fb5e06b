import { existsSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EngineError } from '../engine-error.mjs';

const MARKER = '.nx-bake-engine';
// A unix socket's path has room for 107 characters, and the longest of ours is 41 below the folder.
const MAX_LENGTH = 64;

export function userId(): number {
  return process.getuid?.() ?? 0;
}

/** One folder per user and machine, so that all clones share one engine. */
export function engineFolder(): string {
  const own = process.env['NX_BAKE_ENGINE_DIR'];
  return own === undefined || own === '' ? `/tmp/nx-bake-engine-${userId()}` : resolve(own);
}

export function pathsIn(folder: string) {
  return {
    state: join(folder, 'state.json'),
    programs: join(folder, 'programs'),
    bin: join(folder, 'bin'),
    apt: join(folder, 'apt'),
    standIns: join(folder, 'stand-ins'),
    logs: join(folder, 'logs'),
    registry: join(folder, 'registry'),
    dockerConfig: join(folder, 'config'),
    dockerSocket: join(folder, 'docker.sock'),
    dockerPid: join(folder, 'docker.pid'),
    containerdSocket: join(folder, 'containerd.sock'),
  };
}

/** True when `up` made this folder. Only then may anything in it be removed. */
export function isEngineFolder(folder: string): boolean {
  return existsSync(join(folder, MARKER));
}

/** Makes the folder, for this user's eyes only. */
export function claimFolder(folder: string): void {
  if (folder.length > MAX_LENGTH) {
    throw new EngineError(
      `${folder} is too long for the sockets in it.`,
      `Set NX_BAKE_ENGINE_DIR to a path of at most ${MAX_LENGTH} characters.`,
    );
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const foreign = !found.isDirectory() || found.uid !== userId() || (found.mode & 0o077) !== 0;
  if (foreign || (readdirSync(folder).length > 0 && !isEngineFolder(folder))) {
    throw new EngineError(
      `${folder} is not a folder of nx-bake's engine.`,
      'Set NX_BAKE_ENGINE_DIR to a folder that does not exist yet.',
    );
  }
  writeFileSync(
    join(folder, MARKER),
    'Made by `npm run engine -- up`; `npm run engine -- down` removes it.\n',
  );
  mkdirSync(pathsIn(folder).logs, { recursive: true });
}
