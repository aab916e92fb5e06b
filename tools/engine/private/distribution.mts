import { existsSync, readFileSync } from 'node:fs';
import { EngineError } from '../engine-error.mjs';
import { userId } from '../folder/engine-folder.mjs';

export interface Distribution {
  readonly id: 'debian' | 'ubuntu';
  readonly codename: string;
}

const INSTALL_DOCKER =
  'Install Docker Engine with buildx 0.22 or newer and let it pull moby/buildkit:buildx-stable-1, or set NX_BAKE_ENGINE_BUILDKIT to the address of a BuildKit.';

/** The machine, when a private engine can be brought up on it; otherwise says what is missing. */
export function requireDistribution(whyNotFound: string): Distribution {
  const facts = osRelease();
  const id = facts.get('ID');
  const codename = facts.get('VERSION_CODENAME');
  if ((id !== 'debian' && id !== 'ubuntu') || codename === undefined) {
    throw new EngineError(
      `No docker here can do it (${whyNotFound}), and a private engine needs Debian or Ubuntu; this is ${facts.get('PRETTY_NAME') ?? 'something else'}.`,
      INSTALL_DOCKER,
    );
  }
  if (userId() !== 0) {
    throw new EngineError(
      `No docker here can do it (${whyNotFound}), and only root can bring up a private engine.`,
      `Run it as root (e.g. with sudo), or: ${INSTALL_DOCKER}`,
    );
  }
  return { id, codename };
}

function osRelease(): Map<string, string> {
  const file = '/etc/os-release';
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return new Map(
    lines.flatMap((line) => {
      const [, key, value] = /^([A-Z_]+)="?([^"]*)"?$/.exec(line) ?? [];
      return key !== undefined && value !== undefined ? [[key, value] as const] : [];
    }),
  );
}
