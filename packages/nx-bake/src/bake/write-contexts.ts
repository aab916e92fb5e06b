import { copyFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { basename, join, posix, relative, resolve, sep } from 'node:path';
import type { BakeTarget } from '../plan/bake-plan';
import { needsOverlay, projectsInside } from '../plan/context-overlay';
import { ignoreFile } from '../plan/ignore-file';
import { pruneRules } from '../plan/prune-rules';
import { readIfThere } from '../files';
import { mayRead } from './may-read';

export interface ContextSettings {
  /** The workspace root. */
  readonly root: string;
  /**
   * A folder of this run's own, outside of the work tree: provenance and image labels name the folder of the Dockerfile
   * from there on, and leave out one that is not in it.
   */
  readonly contexts: string;
  /** Patterns for the folders of all runs, should they be in a context: a run's own have another name in each. */
  readonly ofRuns: readonly string[];
  /** The folders of all projects. */
  readonly projects: readonly string[];
  /** The files that this run writes about its images: absolute, or relative to the workspace root. No build may see them. */
  readonly written: readonly string[];
}

/** The context and Dockerfile that a target gets in a run in place of its own: as in a bake file. */
export type OwnContext = Pick<BakeTarget, 'context' | 'dockerfile'>;

/** Folders that Nx keeps on this machine: no build has a use for them. */
export const NX_STATE = ['.nx/cache', '.nx/workspace-data'];

/**
 * Gives each target that shares its context with others a context vertex of its own: a link to the context. Where the
 * ignore file would leave out something that the Dockerfile reads, the target also gets a copy of its Dockerfile with an
 * ignore file beside it, which BuildKit prefers to the context's own
 * (https://docs.docker.com/build/concepts/context/#filename-and-location). By the name of the
 * folder BuildKit looks for the copy of a context that it had before, to be sent only what has changed. Under one name
 * for all, each target may get the copy of another one, whose files are then deleted and its own sent anew.
 * https://github.com/docker/buildx/blob/461836ba0fcb3e847dab6045a726889faa150bdb/build/opt.go#L869-L873
 * https://github.com/moby/buildkit/blob/13527c392e584654299036a2a4810235aad3ec61/source/local/source.go#L196-L223
 *
 * @returns target → its own link, and its own copy if it has one
 */
export async function writeContexts(
  targets: readonly BakeTarget[],
  settings: ContextSettings,
): Promise<ReadonlyMap<string, OwnContext>> {
  const overlaid = targets.filter(
    (target) => needsOverlay(target, targets, settings.projects) || writtenRules(target, settings).length > 0,
  );
  const ownFolders = [...new Set([...settings.ofRuns, ...NX_STATE, ...targets.flatMap(localCaches)])];
  return new Map(
    await Promise.all(
      overlaid.map(
        async (target) => [target.name, await overlay(target, { ...settings, ownFolders })] as const,
      ),
    ),
  );
}

interface OverlaySettings extends ContextSettings {
  /** Folders of ours on this machine, which are in no build. */
  readonly ownFolders: readonly string[];
}

async function overlay(target: BakeTarget, settings: OverlaySettings): Promise<OwnContext> {
  const { root, contexts } = settings;
  const context = join(root, target.context);
  const dockerfile = join(context, target.dockerfile);
  const link = join(contexts, target.name, `${basename(context)}-${target.name}`);
  await mkdir(join(contexts, target.name));
  await symlink(context, link, 'junction');
  const own = slashed(relative(root, link));
  if (!readsLeftOut(target, settings)) {
    const isOutside = target.dockerfile.startsWith('../');
    // paths are joined before links are followed
    return { context: own, dockerfile: isOutside ? slashed(relative(link, dockerfile)) : target.dockerfile };
  }
  const copy = join(contexts, target.name, 'Dockerfile');
  await copyFile(dockerfile, copy);
  await copyPolicy(dockerfile, copy);
  const rules = ignoreFile(
    target.name,
    rulesOf(target, settings),
    [await ownIgnoreFile(dockerfile, context), ...writtenRules(target, settings)].join('\n'),
  );
  await writeFile(`${copy}.dockerignore`, rules);
  return { context: own, dockerfile: slashed(relative(link, copy)) };
}

/** Rules that follow the user's own, which may take back a folder above: a digest in a context would change the image. */
const writtenRules = ({ context }: BakeTarget, { root, written }: ContextSettings): string[] =>
  written
    .map((path) => slashed(relative(join(root, context), resolve(root, path))))
    .filter((path) => !path.startsWith('../'));

/**
 * Whether a rule leaves out something that the Dockerfile reads. BuildKit sends nothing that no instruction names, and
 * pruning takes back every path that one does, but for the whole context.
 */
function readsLeftOut(target: BakeTarget, settings: OverlaySettings): boolean {
  const { named } = target.pruning;
  const leftOut = [...ownRules(target, settings), ...writtenRules(target, settings)];
  const isWhole = named.some((path) => /^[./]*$/u.test(path));
  return (
    named.some((path) => leftOut.some((rule) => mayRead(path, rule))) ||
    (isWhole && projectRules(target, settings).length > 0)
  );
}

const rulesOf = (target: BakeTarget, settings: OverlaySettings): string[] => [
  ...projectRules(target, settings),
  ...ownRules(target, settings),
];

function projectRules(
  { context, pruning }: BakeTarget,
  { root, projects }: Pick<OverlaySettings, 'root' | 'projects'>,
): string[] {
  if (!pruning.enabled) return [];
  return pruneRules({
    projects: projectsInside(context, projects),
    kept: new Set(projectsInside(context, pruning.kept)),
    named: pruning.named,
    entriesOf: (inside) => entries(join(root, context, inside)),
  });
}

const ownRules = ({ context }: BakeTarget, { root, ownFolders }: OverlaySettings): string[] =>
  ownFolders
    .map((path) => slashed(relative(join(root, context), resolve(root, path))))
    .filter((path) => path !== '' && !path.startsWith('../'));

/** The folder of a local cache changes with each build: in a context it would keep every cache from being hit. */
export const localCaches = ({ cacheFrom, cacheTo }: BakeTarget): string[] =>
  [...cacheFrom, ...cacheTo].flatMap(({ type, attributes: { src, dest } }) =>
    // each target has its own folder in one for all
    type === 'local' ? [src ?? dest ?? ''].map((path) => posix.dirname(path)) : [],
  );

function entries(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** The Dockerfile's own ignore file, else the context's: BuildKit takes the first that is there and no other. */
async function ownIgnoreFile(dockerfile: string, context: string): Promise<string> {
  return (
    (await readIfThere(`${dockerfile}.dockerignore`)) ??
    (await readIfThere(join(context, '.dockerignore'))) ??
    ''
  );
}

/** A policy beside a Dockerfile is loaded with it (buildx 0.31): https://docs.docker.com/build/policies/ */
async function copyPolicy(dockerfile: string, copy: string): Promise<void> {
  const folder = posix.dirname(slashed(dockerfile));
  const policy = `${dockerfile.slice(folder.length + 1)}.rego`;
  if ((await readdir(folder)).includes(policy)) await copyFile(`${dockerfile}.rego`, `${copy}.rego`);
}

const slashed = (path: string): string => path.split(sep).join('/');
