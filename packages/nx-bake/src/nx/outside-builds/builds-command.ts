import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Command } from '../../builder/program';
import type { NeededBuild } from './needed-builds';

/** Builds that one `nx run-many` runs. */
export interface BuildGroup {
  readonly target: string;
  readonly configuration?: string;
  readonly projects: readonly string[];
}

/** One for each target and configuration: as a rule it is one for all. */
export function buildGroups(builds: readonly NeededBuild[]): BuildGroup[] {
  const groups = new Map<string, { of: NeededBuild; projects: Set<string> }>();
  for (const build of builds) {
    const key = JSON.stringify([build.target, build.configuration]);
    const group = groups.get(key) ?? { of: build, projects: new Set() };
    groups.set(key, { ...group, projects: group.projects.add(build.project) });
  }
  return [...groups.values()].map(({ of: { target, configuration }, projects }) => ({
    target,
    ...(configuration === undefined ? {} : { configuration }),
    projects: [...projects].sort(),
  }));
}

/** With the project in front of each line, as they come. */
export const buildsArgs = (group: BuildGroup, { failFast }: { readonly failFast: boolean }): string[] => [
  'run-many',
  `--targets=${group.target}`,
  `--projects=${group.projects.join(',')}`,
  ...(group.configuration === undefined ? [] : [`--configuration=${group.configuration}`]),
  `--nxBail=${failFast}`,
  '--outputStyle=stream',
];

/** The workspace's own Nx, without a package manager and a shell. */
export function nxCommand(root: string, args: readonly string[]): Command {
  const paths = [root, join(root, '.nx', 'installation')];
  const manifest = createRequire(__filename).resolve('nx/package.json', { paths });
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: { nx: string } }; // Nx's own
  return [process.execPath, join(dirname(manifest), bin.nx), ...args];
}
