import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AptArchive,
  candidateVersion,
  downloadPackages,
  downloadWithNeeds,
  openArchive,
} from './apt-archive.mjs';
import { type AptSource, distributionSources, readAptSources } from './apt-sources.mjs';
import type { Distribution } from './distribution.mjs';
import { EngineError } from '../engine-error.mjs';
import { isRecentBuildx } from '../found/find-docker.mjs';
import { settleAll } from '../process/settle-all.mjs';

const DEBIAN_KEYS = '/usr/share/keyrings/debian-archive-keyring.gpg';
const ENGINE = ['docker.io', 'docker-buildx', 'containerd', 'docker-registry'];
/** From the machine's own release in any case: newer ones need a newer libc. */
const TOOLS = ['runc', 'busybox-static'];
const NEEDS = ['iptables', 'iproute2', 'libseccomp2', 'libsystemd0'];

export interface FetchedPackages {
  /** The machine's own release, for more packages later. */
  readonly own: AptArchive;
  readonly files: readonly string[];
}

/** Downloads all that a private engine is made of, in the versions that apt chooses. */
export async function fetchPackages(apt: string, machine: Distribution): Promise<FetchedPackages> {
  const sources = distributionSources(readAptSources(), machine.codename);
  if (sources.length === 0) {
    throw new EngineError(
      `apt has no source for ${machine.id} ${machine.codename}.`,
      `Put the archive of ${machine.codename} (component main) into /etc/apt/sources.list.d, then run it again.`,
    );
  }
  const [own, newer] = await settleAll([
    openArchive(join(apt, 'own'), sources),
    machine.id === 'debian'
      ? openForky(join(apt, 'forky'), sources, machine.codename).catch(asError)
      : undefined,
  ]);
  const engineFrom = (await hasRecentBuildx(own)) ? own : newer;
  if (engineFrom instanceof Error) throw engineFrom;
  if (!engineFrom) throw noRecentBuildx(machine);
  const lists = await settleAll([
    fetchEngine(engineFrom, join(apt, 'engine')),
    downloadPackages(own, TOOLS, join(apt, 'tools')),
    downloadWithNeeds(own, NEEDS, { into: join(apt, 'needs'), on: 'this machine' }),
  ]);
  return { own, files: lists.flat() };
}

// Debian has the client in a package of its own, Ubuntu inside docker.io.
async function fetchEngine(archive: AptArchive, into: string): Promise<string[]> {
  const client = (await candidateVersion(archive, 'docker-cli')) === undefined ? [] : ['docker-cli'];
  return downloadPackages(archive, [...ENGINE, ...client], into);
}

async function hasRecentBuildx(archive: AptArchive): Promise<boolean> {
  return isRecentBuildx((await candidateVersion(archive, 'docker-buildx')) ?? '');
}

/** The mirror that the machine uses has Debian's next release too. Another vendor's source may look the same. */
async function openForky(
  folder: string,
  sources: readonly AptSource[],
  codename: string,
): Promise<AptArchive> {
  const named = sources.filter(({ suite }) => suite === codename);
  const [first, ...others] = named.length > 0 ? named : sources;
  if (!first) throw new EngineError('apt has no source for Debian.', 'Add one to /etc/apt/sources.list.d.');
  const signedBy = first.signedBy ?? (existsSync(DEBIAN_KEYS) ? DEBIAN_KEYS : undefined);
  try {
    return await openArchive(folder, [{ uri: first.uri, suite: 'forky', components: ['main'], signedBy }]);
  } catch (error) {
    if (others.length === 0) throw error;
    return openForky(folder, others, codename);
  }
}

function noRecentBuildx(machine: Distribution): EngineError {
  return new EngineError(
    `${machine.id} ${machine.codename} has no docker-buildx of 0.22 or newer.`,
    'Use a newer release, or install Docker Engine and buildx 0.22 or newer from Docker itself.',
  );
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
