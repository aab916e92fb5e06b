import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { baseFolder } from '../../bake-files/base-folder';
import { printBakeFiles, type BakeFiles } from '../../bake-files/print-bake-file';
import { isRemote, linksIn, printedOptions } from '../../bake-files/printed-options';
import { readBakeFile } from '../../bake-files/read-bake-file';
import { mergeStructures } from '../../bake-files/resolve-targets';
import type { DockerRun } from '../../builder/docker';
import { recordOf, textOf, type Foreign } from '../../foreign';
import { targetName } from '../../plan/target-name';
import type { Problem } from '../../problems';
import { fail, ok, type Result } from '../../result';
import { MAP_OPTIONS } from '../options/attribute-options';
import type { ImageTarget } from '../targets/image-target';

export interface AdoptedTargets {
  readonly targets: readonly ImageTarget[];
  /** Everything in the workspace that builds an image, and what of the bake files that is linked to. */
  readonly all: readonly ImageTarget[];
}

interface Adopting extends AdoptedTargets {
  readonly run: DockerRun & { readonly root: string };
  /** The folder of the texts of inline Dockerfiles, relative to the root. */
  readonly inlineFolder: string;
}

/** Whether a target is one of a hand-written bake file. */
export const isAdopted = ({ rawOptions }: ImageTarget): boolean => rawOptions['bakeFile'] !== undefined;

/**
 * Gives the targets that are built from hand-written bake files the options that those files mean in this environment.
 * Only runs ask: what bake prints may hold secrets, and goes nowhere but into this run's plan.
 */
export async function adoptTargets(adopting: Adopting): Promise<Result<AdoptedTargets>> {
  if (!adopting.targets.some(isAdopted)) return ok(adopting);
  const known = new Map<string, ImageTarget>();
  const linked: ImageTarget[] = [];
  const problems: Problem[] = [];
  for (const group of groupsOf(adopting)) {
    const printed = await printGroup(group, adopting);
    problems.push(...printed.problems);
    for (const target of [...group.all, ...group.targets]) {
      const found = printed.targets.get(bakeTargetOf(target));
      if (found === undefined) continue;
      const context = { target, group, printed: printed.targets, adopting };
      const adopted = withPrinted(found, context);
      if (adopted.ok) known.set(keyOf(target), adopted.value);
      else problems.push(...adopted.problems);
      linked.push(...linkedTargets(found, context));
    }
  }
  if (problems.length > 0) return fail(problems);
  const each = (list: readonly ImageTarget[]): ImageTarget[] =>
    list.map((target) => known.get(keyOf(target)) ?? target);
  const others = new Map(linked.map((target) => [target.name, target]));
  return ok({ targets: each(adopting.targets), all: [...each(adopting.all), ...others.values()] });
}

/** A task may have flags that the target of the workspace has not. */
const keyOf = ({ id, rawOptions }: ImageTarget): string => `${id}\n${JSON.stringify(rawOptions)}`;

const bakeTargetOf = ({ rawOptions, project }: ImageTarget): string =>
  textOf(rawOptions['bakeTarget']) ?? project;

interface Group extends AdoptedTargets {
  readonly files: BakeFiles;
}

function groupsOf({ targets, all, run: { root } }: Adopting): Group[] {
  const keys = new Set(targets.filter(isAdopted).map((target) => pathsOf(target).join('\n')));
  return [...keys].map((key) => {
    const paths = key.split('\n');
    const isOurs = (target: ImageTarget): boolean => isAdopted(target) && pathsOf(target).join('\n') === key;
    return {
      files: { paths, folder: folderOf(paths, root) },
      targets: targets.filter(isOurs),
      all: all.filter(isOurs),
    };
  });
}

function pathsOf({ rawOptions: { bakeFile } }: ImageTarget): string[] {
  const paths = Array.isArray(bakeFile) ? bakeFile.map(String) : String(bakeFile).split(',');
  return paths.map((path) => posix.normalize(path.trim()));
}

/** The folder from which the paths of the files count. */
export function folderOf(paths: readonly string[], root: string): string {
  const structures = paths.flatMap((path) => {
    const file = join(root, path);
    return existsSync(file) ? (readBakeFile(readFileSync(file, 'utf8'), path) ?? []) : [];
  });
  return baseFolder(mergeStructures(structures), paths[0] ?? '.', root);
}

interface PrintedGroup {
  readonly targets: ReadonlyMap<string, Foreign>;
  readonly problems: readonly Problem[];
}

/** One call for all; where bake refuses that, one for each task, so that a mistake stays with its own target. */
async function printGroup({ files, targets, all }: Group, { run }: Adopting): Promise<PrintedGroup> {
  const names = [...new Set([...targets, ...all].map(bakeTargetOf))];
  const whole = await printBakeFiles({ files, names, withoutSecrets: false }, run);
  if ('printed' in whole) return { targets: whole.printed.targets, problems: [] };
  const found = new Map<string, Foreign>();
  const problems: Problem[] = [];
  for (const target of targets) {
    const one = await printBakeFiles({ files, names: [bakeTargetOf(target)], withoutSecrets: false }, run);
    if ('printed' in one) for (const [name, value] of one.printed.targets) found.set(name, value);
    else
      problems.push({
        kind: 'bake-file',
        project: target.project,
        place: `options of ${target.place}: bakeFile`,
        files: files.paths,
        detail: one.error,
      });
  }
  return { targets: found, problems };
}

interface Context {
  readonly target: ImageTarget;
  readonly group: Group;
  readonly printed: ReadonlyMap<string, Foreign>;
  readonly adopting: Adopting;
}

/** Options from bake's own print. The file wins, but for single keys of maps that the target has as options. */
function withPrinted(found: Foreign, context: Context): Result<ImageTarget> {
  const { target, group } = context;
  const remote = textOf(found['context']) ?? '.';
  if (isRemote(remote))
    return fail([
      {
        kind: 'bake-file',
        project: target.project,
        place: `options of ${target.place}: bakeTarget`,
        files: group.files.paths,
        detail: `the context ${remote} is no folder of this workspace. Build this target with bake itself`,
      },
    ]);
  const options = optionsOf(found, context);
  const maps = MAP_OPTIONS.flatMap((name) => {
    const merged = { ...recordOf(options[name]), ...recordOf(target.rawOptions[name]) };
    return Object.keys(merged).length === 0 ? [] : [[name, merged] as const];
  });
  return ok({ ...target, rawOptions: { ...target.rawOptions, ...options, ...Object.fromEntries(maps) } });
}

const optionsOf = (found: Foreign, { target, group, adopting }: Context): Record<string, unknown> =>
  printedOptions(found, {
    folder: group.files.folder,
    projectRoot: target.projectRoot,
    nameOf: (name) => nameOf(name, group),
    keep: (file, text) => {
      const folder = join(adopting.run.root, adopting.inlineFolder);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, file), text);
      return posix.join(adopting.inlineFolder, file);
    },
  });

/** The bake target of this run that stands for one of the file. */
function nameOf(name: string, { all, targets }: Group): string {
  const mapped = [...all, ...targets].find((target) => bakeTargetOf(target) === name);
  return targetName(mapped?.name ?? `bake-${name}`);
}

/** Targets of the file that no project stands for, and that this one is built on. */
function linkedTargets(
  found: Foreign,
  context: Context,
  seen: ReadonlySet<string> = new Set(),
): ImageTarget[] {
  const { target, group, printed } = context;
  const mapped = new Set([...group.all, ...group.targets].map(bakeTargetOf));
  return linksIn(found).flatMap((name) => {
    const base = printed.get(name);
    if (base === undefined || mapped.has(name) || seen.has(name)) return [];
    const own: ImageTarget = {
      ...target,
      id: `${target.project}:bake:${name}`,
      target: `bake:${name}`,
      name: `bake-${name}`,
      place: `${group.files.paths.join(', ')}: ${name}`,
      rawOptions: {},
    };
    const options = optionsOf(base, { ...context, target: own });
    return [
      { ...own, rawOptions: { ...options, cache: target.rawOptions['cache'], ...registryOf(target) } },
      ...linkedTargets(base, context, new Set([...seen, name])),
    ];
  });
}

const registryOf = ({ rawOptions: { registry } }: ImageTarget) =>
  registry === undefined ? {} : { registry };
