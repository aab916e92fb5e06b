import { posix } from 'node:path';
import type { ProjectGraph, ProjectGraphProjectNode } from '@nx/devkit';
import { minimatch } from 'minimatch';
import type { TargetConfiguration } from '@nx/devkit';
import { recordOf } from '../../foreign';
import { imageTargets } from '../targets/image-target';

/** A file, a folder or a wildcard that a project's build makes, relative to the workspace root. */
export interface DeclaredOutput {
  readonly project: string;
  readonly path: string;
}

/** The project that declares to make this; the image's own where it is among several. */
export function makerOf(path: string, own: string, outputs: OutputsAt): string | undefined {
  const makers = outputs(fixedPart(path)).map(({ project }) => project);
  return makers.includes(own) ? own : makers[0];
}

/** What the build targets of all projects declare to make. */
export const declaredOutputs = (graph: ProjectGraph, buildTarget: string): DeclaredOutput[] =>
  Object.values(graph.nodes).flatMap((node) => outputsOf(node, graph, buildTarget));

function outputsOf(
  node: ProjectGraphProjectNode,
  graph: ProjectGraph,
  buildTarget: string,
): DeclaredOutput[] {
  const { root, targets = {} } = node.data;
  const found = findTarget(buildTarget, targets);
  const target = found === undefined ? undefined : targets[found.target];
  if (found === undefined || target === undefined || imageTargets(node.name, graph).includes(found.target))
    return [];
  const configured: unknown =
    target.configurations?.[found.configuration ?? target.defaultConfiguration ?? ''];
  const options = { ...recordOf(target.options), ...recordOf(configured) };
  const facts = { projectRoot: root, projectName: node.name, workspaceRoot: '.', options };
  return (target.outputs ?? legacyOutputs(options))
    .flatMap((output) => replaced(output, facts) ?? [])
    .map((path) => posix.normalize(path).replace(/\/$/u, ''))
    .filter((path) => tellsSomething(path, root))
    .map((path) => ({ project: node.name, path }));
}

/** Of a target that says nothing: https://github.com/nrwl/nx/blob/22.6.0/packages/nx/src/tasks-runner/utils.ts */
function legacyOutputs(options: unknown): string[] {
  const { outputPath } = recordOf(options);
  return [typeof outputPath === 'string' ? outputPath : 'dist/{projectRoot}'];
}

/** Not what takes something away, nor a folder that has the project's own sources in it. */
const tellsSomething = (path: string, root: string): boolean =>
  !/^(?:!|\.\.|\/)/u.test(path) &&
  path !== '.' &&
  path !== root &&
  !root.startsWith(`${path}/`) &&
  !/[*?[{]/u.test(path.split('/')[0] ?? '');

const TOKEN = /\{([\w.-]+)\}/gu;

/** Nothing where a token has no value: `{options.outputFile}` may be left out. Values may have tokens themselves. */
function replaced(output: string, facts: Readonly<Record<string, unknown>>): string | undefined {
  const replace = (text: string): string =>
    text.replaceAll(TOKEN, (token, name: string) => {
      const value = valueAt(facts, name.split('.'));
      return typeof value === 'string' ? value : token;
    });
  const path = replace(replace(output));
  return path.search(TOKEN) === -1 ? path : undefined;
}

const valueAt = (from: unknown, [key, ...rest]: readonly string[]): unknown =>
  // as in Nx, `{options.files.0}` is the first of a list
  key === undefined
    ? from
    : valueAt(recordOf(Array.isArray(from) ? Object.fromEntries(from.entries()) : from)[key], rest);

/** Of all outputs that a path is, or lies in, those that say it most exactly. */
export type OutputsAt = (path: string) => readonly DeclaredOutput[];

/** What the builds of a graph make, by the name of their target. Workspaces have many builds and many paths. */
export function outputsIn(graph: ProjectGraph): (buildTarget: string) => OutputsAt {
  const known = new Map<string, OutputsAt>();
  return (buildTarget) => {
    const found = known.get(buildTarget) ?? outputsAt(declaredOutputs(graph, buildTarget));
    known.set(buildTarget, found);
    return found;
  };
}

export function outputsAt(outputs: readonly DeclaredOutput[]): OutputsAt {
  const byFolder = new Map<string, DeclaredOutput[]>();
  for (const output of outputs) {
    const folder = fixedPart(output.path);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), output]);
  }
  return (path) => {
    const covering = withFoldersAbove(path)
      .flatMap((folder) => byFolder.get(folder) ?? [])
      .filter((output) => covers(output.path, path));
    const longest = Math.max(...covering.map((output) => output.path.length));
    return covering.filter((output) => output.path.length === longest);
  };
}

const withFoldersAbove = (path: string): string[] =>
  path === '.' || path === '/' ? [] : [path, ...withFoldersAbove(posix.dirname(path))];

/** Of an output in whose folder the path lies: the folder that all of a wildcard's files lie in counts as what it names. */
function covers(output: string, path: string): boolean {
  const fixed = fixedPart(output);
  return fixed === output || path === fixed || minimatch(path, output, { partial: true, dot: true });
}

/** `dist/api` of `dist/api/*.js` */
export function fixedPart(pattern: string): string {
  const segments = pattern.split('/');
  const at = segments.findIndex((segment) => /[*?[{]/u.test(segment));
  return at === -1 ? pattern : segments.slice(0, at).join('/') || '.';
}

export interface FoundTarget {
  readonly target: string;
  readonly configuration?: string;
}

/** A project's target by its name, or by name and configuration: `build`, `build:production`. Names may have colons. */
export function findTarget(
  named: string,
  targets: Readonly<Record<string, TargetConfiguration>>,
): FoundTarget | undefined {
  if (Object.hasOwn(targets, named)) return { target: named };
  const colon = named.lastIndexOf(':');
  const target = named.slice(0, Math.max(0, colon));
  return Object.hasOwn(targets, target) ? { target, configuration: named.slice(colon + 1) } : undefined;
}
