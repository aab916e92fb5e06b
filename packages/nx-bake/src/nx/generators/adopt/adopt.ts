import { basename } from 'node:path';
import {
  addProjectConfiguration,
  formatFiles,
  getProjects,
  readNxJson,
  updateProjectConfiguration,
  type ProjectConfiguration,
  type TargetConfiguration,
  type Tree,
} from '@nx/devkit';
import type { Mapping } from '../../../bake-files/map-targets';
import type { MappableProject } from '../../../bake-files/mappable-project';
import { firstImage, membersOf } from '../../../bake-files/order-images';
import { inferredTargetName } from '../../options/nx-json';
import { EXECUTOR } from '../../targets/image-target';
import { askYesOrNo, mayAsk } from './ask';
import { findMappings } from './find-mappings';
import { guessBakeFiles } from './guess-bake-files';

export interface AdoptOptions {
  readonly bakeFile?: string;
  readonly skipFormat?: boolean;
}

/** Maps the targets of hand-written bake files to projects: writes the mapping, and nothing of the files. */
export default async function adopt(tree: Tree, options: AdoptOptions): Promise<void> {
  const paths = bakeFiles(tree, options);
  const projects = mappableProjects(tree);
  const { mappings, groups, notes } = await findMappings(tree.root, paths, projects);
  for (const note of notes) say(`note: ${note}`);
  const chosen: Mapping[] = [];
  for (const mapping of mappings) if (await isTaken(mapping, projects)) chosen.push(mapping);
  const targetName = inferredTargetName(readNxJson(tree) ?? undefined);
  for (const root of new Set(chosen.map((mapping) => mapping.root ?? '.'))) {
    const own = chosen.filter((mapping) => (mapping.root ?? '.') === root);
    const project = projects.find((one) => one.root === root) ?? { name: basename(root), root };
    const first = root === '.' ? undefined : firstImage(own, project, groups);
    const targets = own.map((mapping): [string, TargetConfiguration] => [
      mapping === first || (own.length === 1 && root !== '.')
        ? targetName
        : `${targetName}-${mapping.target.name}`,
      {
        executor: EXECUTOR,
        options: { bakeFile: paths.length === 1 ? paths[0] : paths, bakeTarget: mapping.target.name },
      },
    ]);
    const names = own.map(({ target }) => target.name);
    const tags = [...groups.keys()].filter((group) =>
      names.some((name) => membersOf(group, groups).has(name)),
    );
    write(tree, project, {
      targets: Object.fromEntries(targets),
      tags: tags.sort().map((group) => `bake:${group}`),
    });
  }
  if (options.skipFormat !== true) await formatFiles(tree);
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function bakeFiles(tree: Tree, { bakeFile }: AdoptOptions): readonly string[] {
  if (bakeFile !== undefined && bakeFile !== '') {
    const paths = bakeFile.split(',').map((path) => path.trim());
    const missing = paths.find((path) => !tree.exists(path));
    if (missing === undefined) return paths;
    throw new Error(`There is no file ${missing}. Name one from the workspace root with --bakeFile.`);
  }
  const guessed = guessBakeFiles(tree.root);
  if (guessed === undefined)
    throw new Error('No hand-written bake or compose file was found. Name one with --bakeFile.');
  const by = guessed.by === undefined ? 'which bake finds by itself' : `which ${guessed.by} names`;
  say(`Reading ${guessed.paths.join(', ')}, ${by}. Name others with --bakeFile.`);
  return guessed.paths;
}

/** The manifests of folders that Nx may not know as projects. */
const MANIFEST = /(?:^|\/)(?:package\.json|go\.mod|pyproject\.toml|Cargo\.toml)$/u;

/** Nx's projects, and folders with a manifest that are to become projects when something is mapped to them. */
function mappableProjects(tree: Tree): MappableProject[] {
  const known = [...getProjects(tree)].map(([name, { root }]) => ({ name, root: root === '' ? '.' : root }));
  const found: MappableProject[] = [];
  const visit = (folder: string): void => {
    for (const child of tree.children(folder)) {
      const path = folder === '.' ? child : `${folder}/${child}`;
      if (tree.isFile(path)) {
        if (folder !== '.' && MANIFEST.test(path)) found.push({ name: basename(folder), root: folder });
      } else if (!SKIPPED.has(child)) visit(path);
    }
  };
  visit('.');
  const others = found.filter(({ root }) => !known.some((project) => project.root === root));
  return [...known, ...new Map(others.map((project) => [project.root, project])).values()];
}

const SKIPPED = new Set(['node_modules', '.git', '.nx', 'dist', 'vendor', 'target', '.venv']);

/** Shows a mapping with its reason, and asks where that is not enough. */
async function isTaken(mapping: Mapping, projects: readonly MappableProject[]): Promise<boolean> {
  const { target, verdict, root, reason } = mapping;
  const place = root === '.' ? 'the root project' : (root ?? '');
  switch (verdict) {
    case 'sure':
      say(`${target.name} -> ${place}: ${reason}`);
      return true;
    case 'ask':
    case 'folder': {
      const question =
        verdict === 'ask'
          ? `${target.name} -> ${place}: ${reason}`
          : `${target.name} -> ${place} as a new project: ${reason}`;
      if (mayAsk()) return askYesOrNo(`${question}?`);
      say(`${question}. Left out: run again without --no-interactive to be asked.`);
      return false;
    }
    case 'loose': {
      const isImage = (target.tags ?? []).length > 0 && !target.isInline;
      const hasRoot = projects.some((project) => project.root === '.');
      const isKept = isImage && hasRoot && target.contextPath !== undefined;
      say(
        `${target.name}: ${reason}. ${isKept ? 'Kept at the root project.' : 'Left out: it is built with what links to it, or by bake itself.'}`,
      );
      return isKept;
    }
    case 'base':
    case 'check':
      say(`${target.name}: no image, ${reason}`);
      return false;
  }
}

interface Mapped {
  readonly targets: Readonly<Record<string, TargetConfiguration>>;
  readonly tags: readonly string[];
}

function write(tree: Tree, { name, root }: MappableProject, { targets, tags }: Mapped): void {
  const known = [...getProjects(tree)].find(
    ([, project]) => (project.root === '' ? '.' : project.root) === root,
  );
  if (known === undefined) {
    addProjectConfiguration(tree, name, { root, targets: { ...targets }, tags: [...tags] });
    return;
  }
  const [knownName, project] = known;
  const merged: ProjectConfiguration = {
    ...project,
    targets: { ...project.targets, ...withOwn(project, targets) },
    tags: [...new Set([...(project.tags ?? []), ...tags])],
  };
  if (JSON.stringify(merged) !== JSON.stringify(project)) updateProjectConfiguration(tree, knownName, merged);
}

/** Keeps the options that somebody has set at a target. */
const withOwn = (project: ProjectConfiguration, targets: Mapped['targets']): Mapped['targets'] =>
  Object.fromEntries(
    Object.entries(targets).map(([name, target]) => {
      const own = project.targets?.[name];
      const options = { ...(own?.options as object | undefined), ...(target.options as object) };
      return [name, { ...target, ...own, options }];
    }),
  );
