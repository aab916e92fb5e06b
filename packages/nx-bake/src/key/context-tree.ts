import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { IgnoreRules, IgnoreState } from './ignore-rules';

/** A file, folder or link of a context, with what BuildKit sees of it. */
export interface TreeNode {
  /** Relative to the context; `.` is the context itself. */
  readonly path: string;
  /** Kind, mode and content of the node itself: nothing of what is in it. */
  readonly self: string;
  /** Everything in it, and its own; undefined for a folder that is left out and holds nothing that is not. */
  readonly digest: string | undefined;
  readonly children: readonly TreeNode[];
  /** Files in it that have other names, in this context or elsewhere: `device:inode` and path. */
  readonly hardLinks: readonly HardLink[];
  /** Where a link points to, as it is written. */
  readonly linkTo: string | undefined;
}

export interface HardLink {
  readonly id: string;
  readonly path: string;
}

/** Content hashes by absolute path: of what several contexts hold, each file is read once. */
export class FileHashes {
  private readonly known = new Map<string, string>();
  private readonly buffer = Buffer.allocUnsafe(1024 * 1024);

  of(path: string): string {
    const known = this.known.get(path) ?? this.read(path);
    this.known.set(path, known);
    return known;
  }

  /** In pieces, so that a large file takes no memory; synchronous, which is several times as fast for many small ones. */
  private read(path: string): string {
    const hash = createHash('sha256');
    const file = openSync(path, 'r');
    try {
      for (let length = readSync(file, this.buffer); length > 0; length = readSync(file, this.buffer))
        hash.update(this.buffer.subarray(0, length));
    } finally {
      closeSync(file);
    }
    return hash.digest('hex');
  }
}

export interface TreeOptions {
  /** Absolute. */
  readonly root: string;
  readonly rules: IgnoreRules;
  /** Paths below the root that no build gets. */
  readonly without: ReadonlySet<string>;
  readonly hashes: FileHashes;
}

/** Reads a context, without what its ignore file leaves out. */
export const readTree = (options: TreeOptions): TreeNode =>
  folderNode('.', { state: options.rules.start, options }) ?? {
    path: '.',
    self: 'folder',
    digest: undefined,
    children: [],
    hardLinks: [],
    linkTo: undefined,
  };

interface Walk {
  readonly state: IgnoreState;
  readonly options: TreeOptions;
}

function folderNode(path: string, { state, options }: Walk): TreeNode | undefined {
  const names = readdirSync(join(options.root, path)).sort();
  const children = names.flatMap((name) => {
    const child = path === '.' ? name : `${path}/${name}`;
    if (options.without.has(child)) return [];
    const below = options.rules.below(state, child);
    if (below.ignored && !options.rules.takesBack) return [];
    return nodeAt(child, { state: below, options }) ?? [];
  });
  if (path !== '.' && state.ignored && children.length === 0) return undefined;
  // a build does not see the mode of the context itself
  const mode = path === '.' ? 0 : modeOf(lstatSync(join(options.root, path)));
  return withChildren(path, `folder ${mode}`, children);
}

function withChildren(path: string, self: string, children: readonly TreeNode[]): TreeNode {
  const hash = createHash('sha256').update(self);
  for (const child of children) {
    const name = child.path.slice(child.path.lastIndexOf('/') + 1);
    hash.update(`${Buffer.byteLength(name)}:${name}${child.digest ?? ''}`);
  }
  const hardLinks = children.flatMap((child) => child.hardLinks);
  return { path, self, digest: hash.digest('hex'), children, hardLinks, linkTo: undefined };
}

const modeOf = ({ mode }: Stats): number => mode & 0o7777;

function nodeAt(path: string, walk: Walk): TreeNode | undefined {
  const { options, state } = walk;
  const absolute = join(options.root, path);
  const stats = lstatSync(absolute);
  if (stats.isDirectory()) return folderNode(path, walk);
  if (state.ignored) return undefined;
  const leaf = { path, children: [], hardLinks: [] };
  if (stats.isSymbolicLink()) {
    const linkTo = readlinkSync(absolute);
    const self = `link ${linkTo}`;
    return { ...leaf, self, digest: digestOf(self), linkTo };
  }
  if (!stats.isFile()) {
    const self = `special ${stats.mode}`;
    return { ...leaf, self, digest: digestOf(self), linkTo: undefined };
  }
  const self = `file ${modeOf(stats)} ${stats.size} ${options.hashes.of(absolute)}`;
  const hardLinks = stats.nlink > 1 ? [{ id: `${stats.dev}:${stats.ino}`, path }] : [];
  return { ...leaf, self, digest: digestOf(self), hardLinks, linkTo: undefined };
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
