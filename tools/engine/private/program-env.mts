import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathsIn } from '../folder/engine-folder.mjs';

/** The environment in which the unpacked programs, and only they, find each other and their libraries. */
export function programEnv(folder: string): Record<string, string> {
  const { programs } = pathsIn(folder);
  const bins = ['usr/bin', 'usr/sbin', 'bin', 'sbin'].map((name) => join(programs, name));
  const libraries = ['usr/lib', 'lib'].flatMap((name) => tripletFolders(join(programs, name)));
  const xtables = libraries.map((library) => join(library, 'xtables')).find((path) => existsSync(path));
  return {
    PATH: [...bins, process.env['PATH'] ?? '', '/usr/sbin', '/sbin'].join(':'),
    LD_LIBRARY_PATH: libraries.join(':'),
    XTABLES_LOCKFILE: join(folder, 'xtables.lock'),
    ...(xtables !== undefined && { XTABLES_LIBDIR: xtables }),
  };
}

// e.g. x86_64-linux-gnu
function tripletFolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.includes('-linux-gnu'))
    .map((name) => join(folder, name));
}
