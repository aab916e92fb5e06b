import { posix } from 'node:path';
import { recordOf, textOf, type Foreign } from '../foreign';
import { EMPTY_BLOCK, isExpression, type TargetBlock } from './bake-structure';
import type { ResolvedTarget } from './resolve-targets';

/** The output of `docker buildx bake --print`: targets and groups, with everything evaluated. */
export interface PrintedFile {
  readonly targets: ReadonlyMap<string, Foreign>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

export function readPrinted(json: string): PrintedFile {
  const printed = recordOf(JSON.parse(json));
  const groups = Object.entries(recordOf(printed['group'])).map(
    ([name, group]) => [name, strings(recordOf(group)['targets'])] as const,
  );
  const targets = Object.entries(recordOf(printed['target'])).map(
    ([name, target]) => [name, recordOf(target)] as const,
  );
  return { targets: new Map(targets), groups: new Map(groups) };
}

/**
 * The targets with what only an evaluation tells: the members of a matrix in the place of its block, and the paths and
 * arguments that are expressions. What is literal stays as it was read: it does not depend on the environment.
 */
export function withPrinted(
  targets: readonly ResolvedTarget[],
  { targets: printed, groups }: PrintedFile,
  folder: string,
): ResolvedTarget[] {
  return targets.flatMap((target) => {
    if (target.isMatrix)
      return (groups.get(target.name) ?? []).flatMap((member) => {
        const found = printed.get(member);
        return found === undefined ? [] : [evaluated({ ...target, name: member, args: {} }, found, folder)];
      });
    const found = printed.get(target.name);
    return [found === undefined || isLiteral(target) ? target : evaluated(target, found, folder)];
  });
}

const isLiteral = ({ own, args, tags, target }: TargetBlock & { own: TargetBlock }): boolean =>
  [own.context, own.dockerfile, target, ...Object.values(args), ...(tags ?? [])].every(
    (text) => text === undefined || !isExpression(text),
  );

function evaluated(target: ResolvedTarget, printed: Foreign, folder: string): ResolvedTarget {
  const context = textOf(printed['context']) ?? '.';
  const isRemote = /^[a-z+]+:\/\//u.test(context) && !context.startsWith('cwd://');
  const at = posix.normalize(posix.join(folder, context.replace(/^cwd:\/\//u, '')));
  const contextPath = isRemote ? undefined : at.replace(/(.)\/$/u, '$1');
  const isPlaced = contextPath !== undefined && printed['dockerfile-inline'] === undefined;
  const file = textOf(printed['dockerfile']) ?? 'Dockerfile';
  return {
    ...EMPTY_BLOCK,
    ...target,
    contextPath,
    dockerfilePath: isPlaced ? posix.normalize(posix.join(contextPath, file)) : undefined,
    target: textOf(printed['target']) ?? target.target,
    args: { ...target.args, ...stringsIn(printed['args']) },
    contexts: { ...target.contexts, ...stringsIn(printed['contexts']) },
    tags: target.tags === undefined ? undefined : strings(printed['tags']),
  };
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

const stringsIn = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(recordOf(value)).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])),
  );
