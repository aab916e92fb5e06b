import { lstatSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { EdgeRules } from '../options/nx-json';
import { copiesAll } from '../planning/decide-pruning';
import { isInside } from '../planning/kept-projects';
import { linkEnds } from '../planning/link-ends';
import type { ReadRequest } from '../planning/read-request';

/** The workspace that inputs are inferred in. */
export interface ContextScene {
  readonly root: string;
  /** Project folder → name. */
  readonly names: ReadonlyMap<string, string>;
  readonly isIgnored: (path: string) => boolean;
  readonly edges: EdgeRules;
}

export interface ContextFiles {
  /** Filesets of the workspace. */
  readonly paths: readonly string[];
  /** Whether the dependencies of the project are in the context, all of them. */
  readonly needsDependencies: boolean;
}

/** Finds the versioned files outside the project's own ones that an image is built from. */
export function contextFiles(read: ReadRequest, scene: ContextScene): ContextFiles {
  const { imageTarget, request, options } = read;
  const own = imageTarget.projectRoot;
  const beside = [
    request.dockerfile,
    `${request.dockerfile}.dockerignore`,
    posix.join(request.context, '.dockerignore'),
  ];
  if (!scene.edges.files) return { paths: filesets(beside, own, scene), needsDependencies: true };
  const sources = sourcesOf(read, scene);
  const contexts = Object.values(options.contexts ?? {})
    .filter((context) => !/^[a-z][a-z0-9+.-]*:/iu.test(context))
    .map((context) => posix.normalize(context));
  const named = collapsed([...sources, ...contexts], scene.root).filter(
    (path) => !scene.edges.isIgnored(path),
  );
  const isWhole = copiesAll(read.read) || !request.pruning.enabled;
  return {
    paths: [...filesets([...beside, ...named], own, scene), ...(isWhole ? wholeContext(read, scene) : [])],
    needsDependencies: isWhole && request.context !== own,
  };
}

/** The paths that a Dockerfile names in the workspace, with the ends of links on their way. */
function sourcesOf({ read, request }: ReadRequest, { root, isIgnored }: ContextScene): string[] {
  const { context } = request;
  return [...read.localSources, ...read.unknown]
    .flatMap(({ needed, source }) => (needed && source !== undefined && source !== '.' ? [source] : []))
    .flatMap((source) => [source, ...linkEnds(join(root, context), source)])
    .map((path) => posix.join(context, path))
    .filter((path) => !/^[*/]*$/u.test(path) && !isIgnored(path));
}

/** Each file or folder, but for what the project's `default` input holds already. */
function filesets(paths: readonly string[], own: string, { root, names }: ContextScene): string[] {
  return paths.flatMap((path) => {
    const isOwn = projectAt(path, names) === own;
    const inside = [...names.keys()].filter((folder) => folder !== path && isInside(folder, path));
    // Nx takes the files of a project inside another one for its own alone
    if (isOwn) return inside.map(folderFiles);
    if (path === '.') return ['{workspaceRoot}/**/*'];
    // of a link git sees the link, and BuildKit what it leads to
    const kind = lstatSync(join(root, path), { throwIfNoEntry: false });
    const file = `{workspaceRoot}/${globbed(path)}`;
    if (kind?.isDirectory() === true) return [folderFiles(path)];
    return kind?.isFile() === true || path.endsWith('.dockerignore') ? [file] : [file, folderFiles(path)];
  });
}

const folderFiles = (path: string): string => `{workspaceRoot}/${globbed(path)}/**/*`;

/** The folder of the project whose file this is: the innermost one. */
function projectAt(path: string, names: ReadonlyMap<string, string>): string | undefined {
  for (let folder = path; folder !== '.' && folder !== '/'; folder = posix.dirname(folder))
    if (names.has(folder)) return folder;
  return names.has('.') ? '.' : undefined;
}

/** Names of files may have characters that mean something in a glob, and not the same in each version of Nx. */
const globbed = (path: string): string =>
  path.replaceAll(/\[[^\]]+\]|\\./gu, '?').replaceAll(/[[\]{}()!+@]/gu, '?');

/** What `COPY . .` copies: everything, or what pruning leaves. */
function wholeContext(read: ReadRequest, scene: ContextScene): string[] {
  const { imageTarget, request } = read;
  const { context, pruning } = request;
  if (!pruning.enabled)
    return context === imageTarget.projectRoot
      ? filesets([context], context, scene)
      : [context === '.' ? '{workspaceRoot}/**/*' : folderFiles(context)];
  const kept = pruning.kept.filter((path) => path !== imageTarget.projectRoot && isInside(path, context));
  const named = pruning.named.map((path) => posix.join(context, path)).filter((path) => path !== context);
  const free = context === imageTarget.projectRoot && context !== '.' ? [] : freeFiles(context, scene);
  return [...filesets([...kept, ...named], imageTarget.projectRoot, scene), ...free];
}

/** The files of a folder that belong to no project, as few filesets as possible. */
function freeFiles(folder: string, scene: ContextScene): string[] {
  const { root, names, isIgnored } = scene;
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules')
    .map((entry) => posix.join(folder, entry.name))
    .filter((path) => !names.has(path) && !isIgnored(path));
  const hasProjects = (path: string): boolean => [...names.keys()].some((other) => isInside(other, path));
  return [
    `{workspaceRoot}/${folder === '.' ? '' : `${globbed(folder)}/`}*`,
    ...folders.flatMap((path) => (hasProjects(path) ? freeFiles(path, scene) : [folderFiles(path)])),
  ];
}

/** So many files of one name in the folders of one parent become one glob, where they are all of them. */
const MANY = 4;

/** Replaces `apps/a/package.json`, `apps/b/package.json`, … by `apps/* /package.json`, where no other app has one. */
function collapsed(paths: readonly string[], root: string): string[] {
  const groups = new Map<string, string[]>();
  for (const path of new Set(paths)) {
    const folder = posix.dirname(path);
    const parent = posix.dirname(folder);
    const key = folder === '.' || parent === '.' ? path : `${parent}/*/${posix.basename(path)}`;
    groups.set(key, [...(groups.get(key) ?? []), path]);
  }
  return [...groups].flatMap(([key, members]) =>
    members.length >= MANY && members.length === existing(key, root) ? [key] : members,
  );
}

/** How many folders of the glob's parent have the file. */
function existing(glob: string, root: string): number {
  const [parent = '', name = ''] = glob.split('/*/');
  return names(join(root, parent)).filter((folder) => has(join(root, parent, folder), name)).length;
}

const has = (folder: string, name: string): boolean => names(folder).includes(name);

function names(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
