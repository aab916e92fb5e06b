import { minimatch } from 'minimatch';
import { posix } from 'node:path';
import type { HardLink, TreeNode } from './context-tree';
import type { KeyField } from './key-fields';

/** The part of a context that a target's build can read. */
export interface Selection {
  /** Paths and wildcards that the Dockerfile reads, relative to the context. */
  readonly sources: readonly string[];
  readonly pruned: PrunedProjects;
  /** Whether the modes of the folders above what is copied count. */
  readonly keepsParents: boolean;
}

/** The pruning of a context by projects: nothing is left out where there are none. */
export interface PrunedProjects {
  /** The folders of projects, relative to the context, and whether the target can use them. */
  readonly projects: ReadonlyMap<string, boolean>;
  /** Paths and wildcards that stay, whatever project they are in. */
  readonly named: readonly string[];
}

/** Lists what a target can read of a context, with a digest for each whole folder. */
export function selectFiles(tree: TreeNode, selection: Selection): KeyField[] {
  const selector = new Selector(tree, selection);
  selector.visit(tree, { isSource: selection.sources.includes('.'), isDropped: false });
  return [...selector.fields, ...hardLinkFields(selector.hardLinks)];
}

interface Place {
  /** Whether it, or a folder that it is in, is a source. */
  readonly isSource: boolean;
  /** Whether it is in the folder of a project that the target cannot use. */
  readonly isDropped: boolean;
}

class Selector {
  readonly fields: KeyField[] = [];
  readonly hardLinks: HardLink[] = [];
  private readonly sources: readonly Pattern[];
  private readonly named: readonly Pattern[];
  private readonly projectParents: ReadonlySet<string>;

  constructor(
    tree: TreeNode,
    private readonly selection: Selection,
  ) {
    const { sources, pruned } = selection;
    this.sources = patternsOf([...sources, ...linkedSources(tree, sources)]);
    this.named = patternsOf(pruned.named);
    this.projectParents = new Set([...pruned.projects.keys(), ...pruned.named].flatMap(parentsOf));
  }

  visit(node: TreeNode, place: Place): void {
    const { isSource, isDropped } = place;
    if (isSource && !isDropped && !this.projectParents.has(node.path)) {
      this.add(node);
      return;
    }
    if ((isSource || this.selection.keepsParents) && node.path !== '.')
      this.fields.push([`folder ${node.path}`, node.self]);
    for (const child of node.children) this.visitChild(child, place);
  }

  private visitChild(child: TreeNode, { isSource, isDropped }: Place): void {
    const read = matchPath(child.path, this.sources);
    const kept = matchPath(child.path, this.named);
    const usable = this.selection.pruned.projects.get(child.path);
    const isLeftOut = kept === 'whole' ? false : usable === undefined ? isDropped : !usable;
    const isRead = isSource || read === 'whole';
    const mayHold = read === 'part' || (isRead && (kept === 'part' || this.projectParents.has(child.path)));
    if ((isRead && !isLeftOut) || mayHold) this.visit(child, { isSource: isRead, isDropped: isLeftOut });
  }

  private add(node: TreeNode): void {
    if (node.digest !== undefined) this.fields.push([`file ${node.path}`, node.digest]);
    this.hardLinks.push(...node.hardLinks);
  }
}

type Pattern = readonly string[];

const patternsOf = (paths: readonly string[]): Pattern[] =>
  paths.filter((path) => path !== '.').map((path) => path.split('/'));

/** Whether a pattern names this path or a folder that it is in, or else something below it. */
function matchPath(path: string, patterns: readonly Pattern[]): 'whole' | 'part' | 'none' {
  const names = path.split('/');
  let found: 'part' | 'none' = 'none';
  for (const pattern of patterns) {
    const depth = Math.min(pattern.length, names.length);
    const fits = names.slice(0, depth).every((name, at) => matchesName(name, pattern[at] ?? ''));
    if (fits && names.length >= pattern.length) return 'whole';
    if (fits) found = 'part';
  }
  return found;
}

/** As Go's path matching, of which minimatch knows more. */
const matchesName = (name: string, pattern: string): boolean =>
  name === pattern ||
  (/[*?[\\]/u.test(pattern) &&
    minimatch(name, pattern, {
      dot: true,
      nobrace: true,
      noext: true,
      noglobstar: true,
      nonegate: true,
      nocomment: true,
    }));

/** A source that is a link, or lies behind one, is read where it points to. */
function linkedSources(tree: TreeNode, sources: readonly string[]): string[] {
  const found = new Set<string>();
  const follow = (source: string, depth: number): void => {
    let node: TreeNode | undefined = tree;
    const names = source.split('/');
    for (const [at, name] of names.entries()) {
      node = node?.children.find((child) => posix.basename(child.path) === name);
      if (node?.linkTo === undefined) continue;
      const to = posix.join('/', node.linkTo.startsWith('/') ? '' : posix.dirname(node.path), node.linkTo);
      const target = posix.join(to, ...names.slice(at + 1)).slice(1) || '.';
      if (found.has(target) || depth > 20) return;
      found.add(target);
      follow(target, depth + 1);
      return;
    }
  };
  for (const source of sources) for (const path of expanded(tree, source.split('/'))) follow(path, 0);
  return [...found];
}

/** The paths that a source with wildcards names; without, its own. */
function expanded(folder: TreeNode, [first, ...rest]: readonly string[]): string[] {
  if (first === undefined) return [folder.path];
  return folder.children
    .filter((child) => matchesName(posix.basename(child.path), first))
    .flatMap((child) =>
      child.linkTo === undefined ? expanded(child, rest) : [[child.path, ...rest].join('/')],
    );
}

function parentsOf(path: string): string[] {
  const parent = posix.dirname(path);
  return parent === '.' ? ['.'] : [parent, ...parentsOf(parent)];
}

/** Files that are one and the same are so in the image as well. */
function hardLinkFields(links: readonly HardLink[]): KeyField[] {
  const groups = new Map<string, string[]>();
  for (const { id, path } of links) groups.set(id, [...(groups.get(id) ?? []), path]);
  return [...groups.values()]
    .filter((paths) => paths.length > 1)
    .map((paths): KeyField => ['one file', paths.sort().join('\0')])
    .sort(([, a], [, b]) => (a < b ? -1 : 1));
}
