import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseFolder } from '../../../bake-files/base-folder';
import { copiedBy } from '../../../bake-files/copied-by';
import { mapTargets, type Mapping } from '../../../bake-files/map-targets';
import type { MappableProject } from '../../../bake-files/mappable-project';
import { printBakeFiles } from '../../../bake-files/print-bake-file';
import { readBakeFile } from '../../../bake-files/read-bake-file';
import { mergeStructures, resolveTargets } from '../../../bake-files/resolve-targets';
import { withPrinted } from '../../../bake-files/with-printed';

export interface FoundMappings {
  readonly mappings: readonly Mapping[];
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Files that could not be read or evaluated, in bake's own words. */
  readonly notes: readonly string[];
}

/** Reads bake files, asks bake what their expressions mean, and maps their targets. */
export async function findMappings(
  root: string,
  paths: readonly string[],
  projects: readonly MappableProject[],
): Promise<FoundMappings> {
  const docker = { root, cwd: root, env: process.env };
  const read = paths.map((path) => readBakeFile(readFileSync(join(root, path), 'utf8'), path));
  const structure = mergeStructures(read.filter((one) => one !== undefined));
  const folder = baseFolder(structure, paths[0] ?? '.', root);
  const names = [...structure.targets.values()].map(({ name }) => name);
  const answer = await printBakeFiles({ files: { paths, folder }, names, withoutSecrets: true }, docker);
  const literal = resolveTargets(structure, folder);
  const targets = 'printed' in answer ? withPrinted(literal, answer.printed, folder) : literal;
  const isCompose = paths.some((path) => /\.ya?ml$/u.test(path));
  const mappings = mapTargets({
    targets,
    groups: structure.groups,
    projects,
    copiedBy: copiedBy(root),
    isCompose,
  });
  const unread = 'error' in answer ? [`bake says of ${paths.join(', ')}: ${answer.error}`] : [];
  return { mappings, groups: structure.groups, notes: [...structure.notes, ...unread] };
}
