import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import { minimatch } from 'minimatch';
import { recordOf, type Foreign } from '../../foreign';
import type { ImageEdge } from './image-edge';

type Projects = Readonly<Record<string, ProjectConfiguration>>;

/**
 * Finds the dependencies between projects that can be seen while Nx is still making its graph: `implicitDependencies`
 * and those of package.json files. A plugin is shown no edge of another one.
 */
export function knownDependencies(projects: Projects, root: string): Map<string, string[]> {
  const manifests = new Map(
    Object.entries(projects).map(([name, project]) => [name, readManifest(join(root, project.root))]),
  );
  const byPackage = new Map(
    [...manifests].flatMap(([name, { name: packageName }]) =>
      typeof packageName === 'string' ? [[packageName, name] as const] : [],
    ),
  );
  const names = Object.keys(projects);
  return new Map(
    Object.entries(projects).map(([name, { implicitDependencies = [] }]) => [
      name,
      [
        ...implicitDependencies.flatMap((pattern) => named(pattern, names)),
        ...packagesOf(manifests.get(name) ?? {}).flatMap((one) => byPackage.get(one) ?? []),
      ],
    ]),
  );
}

/** Adds edges of images to known dependencies. */
export function projectArrows(
  edges: readonly ImageEdge[],
  known: ReadonlyMap<string, readonly string[]>,
): Map<string, string[]> {
  const arrows = new Map([...known].map(([name, targets]) => [name, [...targets]]));
  for (const { source, target } of edges)
    arrows.set(source.project, [...(arrows.get(source.project) ?? []), target.project]);
  return arrows;
}

const named = (pattern: string, names: readonly string[]): readonly string[] =>
  pattern.startsWith('!') ? [] : names.filter((name) => name === pattern || minimatch(name, pattern));

const packagesOf = (manifest: Foreign): string[] =>
  ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].flatMap((kind) =>
    Object.keys(recordOf(manifest[kind])),
  );

function readManifest(folder: string): Foreign {
  try {
    return recordOf(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  } catch {
    return {}; // not there, or Nx itself complains about it
  }
}
