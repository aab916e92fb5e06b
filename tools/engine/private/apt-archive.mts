import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AptSource } from './apt-sources.mjs';
import { run, tryRun } from '../process/run.mjs';

/** An apt of our own: its lists, cache and settings are in one folder, the system's are left alone. */
export interface AptArchive {
  readonly config: string;
  readonly folder: string;
}

const ENV = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };

/** Sets an archive up and fetches its lists. */
export async function openArchive(folder: string, sources: readonly AptSource[]): Promise<AptArchive> {
  for (const name of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(folder, name), { recursive: true });
  const config = join(folder, 'apt.conf');
  writeFileSync(join(folder, 'sources.list'), sources.map(sourceLine).join(''));
  writeFileSync(join(folder, 'empty'), '');
  writeFileSync(config, configText(folder));
  await run('apt-get', ['-c', config, '-qq', 'update'], { env: ENV, timeoutMs: 180_000 });
  return { config, folder };
}

/** The version apt would take, without its epoch. */
export async function candidateVersion(archive: AptArchive, name: string): Promise<string | undefined> {
  const shown = await tryRun('apt-cache', ['-c', archive.config, '--no-all-versions', 'show', name], {
    env: ENV,
  });
  return /^Version: (?:\d+:)?(\S+)$/m.exec(shown.stdout)?.[1];
}

/** Downloads exactly these packages, whether they are installed or not. */
export async function downloadPackages(
  archive: AptArchive,
  names: readonly string[],
  into: string,
): Promise<string[]> {
  mkdirSync(join(into, 'partial'), { recursive: true });
  await run('apt-get', ['-c', archive.config, '-qq', 'download', ...names], { env: ENV, cwd: into });
  return packagesIn(into);
}

/** Downloads what is missing for these packages to work: on this machine, or on one where nothing is installed. */
export async function downloadWithNeeds(
  archive: AptArchive,
  names: readonly string[],
  where: { readonly into: string; readonly on: 'this machine' | 'nothing' },
): Promise<string[]> {
  mkdirSync(join(where.into, 'partial'), { recursive: true });
  const status = where.on === 'nothing' ? ['-o', `Dir::State::status=${join(archive.folder, 'empty')}`] : [];
  const settings = ['-c', archive.config, '-o', `Dir::Cache::archives=${where.into}`, ...status];
  const command = ['-qq', '-y', '--download-only', '--no-install-recommends', '--no-upgrade', 'install'];
  await run('apt-get', [...settings, ...command, ...names], { env: ENV });
  return packagesIn(where.into);
}

function packagesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.deb'))
    .map((name) => join(folder, name));
}

function sourceLine({ uri, suite, components, signedBy }: AptSource): string {
  const options = ['target=Packages', ...(signedBy === undefined ? [] : [`signed-by=${signedBy}`])];
  return `deb [${options.join(' ')}] ${uri} ${suite} ${components.join(' ')}\n`;
}

// Read after the machine's own settings (a proxy there counts); its hooks and pins must not run on our lists.
function configText(folder: string): string {
  return `Dir::Etc::sourcelist "${folder}/sources.list";
Dir::Etc::sourceparts "-";
Dir::Etc::preferences "-";
Dir::Etc::preferencesparts "-";
Dir::State::lists "${folder}/lists";
Dir::Cache "${folder}/cache";
Acquire::Languages "none";
Acquire::Retries "2";
APT::Sandbox::User "root";
Debug::NoLocking "true";
#clear APT::Default-Release;
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
`;
}
