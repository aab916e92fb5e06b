import { posix } from 'node:path';
import { isExpression, type BakeStructure, type TargetBlock } from './bake-structure';

/** A target with all that it inherits. Paths are relative to the workspace root; undefined where they are not known. */
export interface ResolvedTarget extends TargetBlock {
  /** Undefined for a remote context, an inline Dockerfile alone, or an expression. */
  readonly contextPath: string | undefined;
  readonly dockerfilePath: string | undefined;
  /** Its own block, without what it inherits. */
  readonly own: TargetBlock;
}

/** Several files as bake merges them: later ones replace attributes, and add to maps. */
export function mergeStructures(structures: readonly BakeStructure[]): BakeStructure {
  const targets = new Map<string, TargetBlock>();
  for (const structure of structures)
    for (const [name, block] of structure.targets) {
      const earlier = targets.get(name);
      targets.set(name, earlier === undefined ? block : mergedBlock(earlier, block));
    }
  return {
    targets,
    groups: new Map(structures.flatMap(({ groups }) => [...groups])),
    variables: new Map(structures.flatMap(({ variables }) => [...variables])),
    notes: structures.flatMap(({ notes }) => notes),
  };
}

const mergedBlock = (first: TargetBlock, second: TargetBlock): TargetBlock => ({
  name: first.name,
  context: second.context ?? first.context,
  dockerfile: second.dockerfile ?? first.dockerfile,
  isInline: first.isInline || second.isInline,
  target: second.target ?? first.target,
  contexts: { ...first.contexts, ...second.contexts },
  args: { ...first.args, ...second.args },
  inherits: [...first.inherits, ...second.inherits],
  tags: second.tags ?? first.tags,
  isMatrix: first.isMatrix || second.isMatrix,
  call: second.call ?? first.call,
  outputs: second.outputs.length > 0 ? second.outputs : first.outputs,
  aliases: [...new Set([...first.aliases, ...second.aliases])],
});

/** Every target with what it inherits, and with variables that have a literal default filled in. */
export function resolveTargets(structure: BakeStructure, folder: string): ResolvedTarget[] {
  const { targets, variables } = structure;
  const fill = (text: string): string =>
    text.replace(/\$\{(\w+)\}/gu, (whole, name: string) => variables.get(name) ?? whole);
  return [...targets.values()].map((block) => {
    const merged = inherited(block, targets, new Set());
    const filled = {
      ...merged,
      args: mapped(merged.args, fill),
      contexts: mapped(merged.contexts, fill),
      tags: merged.tags?.map(fill),
      target: merged.target === undefined ? undefined : fill(merged.target),
    };
    const { context = '.', dockerfile } = merged;
    return {
      ...filled,
      own: block,
      ...pathsOf({ context: fill(context), dockerfile, fill }, merged, folder),
    };
  });
}

function inherited(
  block: TargetBlock,
  targets: ReadonlyMap<string, TargetBlock>,
  seen: ReadonlySet<string>,
): TargetBlock {
  const parents = block.inherits.flatMap((name) => {
    const parent = targets.get(name);
    return parent === undefined || seen.has(name)
      ? []
      : [inherited(parent, targets, new Set([...seen, name]))];
  });
  const [first, ...others] = [...parents, block];
  const merged = others.reduce((all, next) => mergedBlock(all, next), first);
  // `tags = []` takes the inherited ones away, and what a base is says nothing of its heirs
  const own = {
    name: block.name,
    isMatrix: block.isMatrix,
    inherits: block.inherits,
    aliases: block.aliases,
  };
  return { ...merged, ...own };
}

const mapped = (map: Readonly<Record<string, string>>, change: (text: string) => string) =>
  Object.fromEntries(Object.entries(map).map(([key, text]) => [key, change(text)]));

interface Places {
  readonly context: string;
  readonly dockerfile: string | undefined;
  readonly fill: (text: string) => string;
}

function pathsOf(
  { context, dockerfile = 'Dockerfile', fill }: Places,
  { isInline }: TargetBlock,
  folder: string,
): Pick<ResolvedTarget, 'contextPath' | 'dockerfilePath'> {
  const isUnknown = isExpression(context);
  if (/^[a-z+]+:\/\//u.test(context) || context.startsWith('git@'))
    return { contextPath: undefined, dockerfilePath: undefined };
  const contextPath = isUnknown ? undefined : placed(folder, context);
  const file = fill(dockerfile);
  if (isInline || isExpression(file)) return { contextPath, dockerfilePath: undefined };
  return { contextPath, dockerfilePath: placed(contextPath ?? placed(folder, '.'), file) };
}

const placed = (folder: string, path: string): string =>
  posix.normalize(posix.join(folder, path)).replace(/(.)\/$/u, '$1');
