import { posix } from 'node:path';
import type { ProjectGraph, ProjectGraphProjectNode } from '@nx/devkit';
import { minimatch } from 'minimatch';
import type { TargetConfiguration } from '@nx/devkit';
import { recordOf } from '../../foreign';
import { imageTargets } from '../targets/image-target';

/** A file, a folder or a wildcard that a target of a project makes, relative to the workspace root. */
export interface DeclaredOutput extends FoundTarget {
  readonly project: string;
  /** The project's folder. */
  readonly root: string;
  readonly path: string;
  /** Whether its target is the one that is called build, or what the option says. */
  readonly isBuild: boolean;
}

/**
 * Finds the targets that declare to make this: those of the image's own project where it is among several, and of them
 * the one called build. More than one is a question that only people can answer.
 */
export function makersOf(path: string, own: string, outputs: OutputsAt): readonly DeclaredOutput[] {
  const all = outputs(fixedPart(path));
  const project = all.some((output) => output.project === own) ? own : all[0]?.project;
  const makers = all.filter((output) => output.project === project);
  const builds = makers.filter(({ isBuild }) => isBuild);
  const found = builds.length > 0 ? builds : makers;
  return [...new Map(found.map((output) => [output.target, output])).values()];
}

export const makerOf = (path: string, own: string, outputs: OutputsAt): string | undefined =>
  makersOf(path, own, outputs)[0]?.project;

/** The outputs of the build targets of all projects, and those that other targets declare. */
export const declaredOutputs = (graph: ProjectGraph, buildTarget: string): DeclaredOutput[] =>
  Object.values(graph.nodes).flatMap((node) => {
    const images = imageTargets(node.name, graph);
    const { targets = {} } = node.data;
    const build = findTarget(buildTarget, targets);
    const others = Object.keys(targets).filter((name) => name !== build?.target);
    return [...(build === undefined ? [] : [build]), ...others.map((target) => ({ target }))]
      .filter(({ target }) => !images.includes(target))
      .flatMap((found) => outputsOf(node, found, found === build));
  });

function outputsOf(node: ProjectGraphProjectNode, found: FoundTarget, isBuild: boolean): DeclaredOutput[] {
  const { root, targets = {} } = node.data;
  const target = targets[found.target];
  if (target === undefined) return [];
  const configured: unknown =
    target.configurations?.[found.configuration ?? target.defaultConfiguration ?? ''];
  const options = { ...recordOf(target.options), ...recordOf(configured) };
  const facts = { projectRoot: root, projectName: node.name, workspaceRoot: '.', options };
  return (target.outputs ?? (isBuild ? legacyOutputs(options) : []))
    .flatMap((output) => replaced(output, facts) ?? [])
    .map((path) => posix.normalize(path).replace(/\/$/u, ''))
    .filter((path) => tellsSomething(path, root))
    .map((path) => ({ ...found, project: node.name, root, path, isBuild }));
}

/** The outputs of a target that declares none: https://github.com/nrwl/nx/blob/22.6.0/packages/nx/src/tasks-runner/utils.ts */
function legacyOutputs(options: unknown): string[] {
  const { outputPath } = recordOf(options);
  return [typeof outputPath === 'string' ? outputPath : 'dist/{projectRoot}'];
}

/** Leaves out what takes something away, and folders that have the project's own sources in them. */
const tellsSomething = (path: string, root: string): boolean =>
  !/^(?:!|\.\.|\/)/u.test(path) &&
  path !== '.' &&
  path !== root &&
  !root.startsWith(`${path}/`) &&
  !/[*?[{]/u.test(path.split('/')[0] ?? '');

const TOKEN = /\{([\w.-]+)\}/gu;

/** An output without its tokens; nothing where a token has no value: `{options.outputFile}` may be left out. Values may have tokens themselves. */
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

/** Finds, of all outputs that a path is or lies in, those that say it most exactly. */
export interface OutputsAt {
  (path: string): readonly DeclaredOutput[];
  /** The outputs that lie in a folder of a project, but not those in its whole folder: a build inside docker makes them. */
  readonly below: (path: string) => readonly DeclaredOutput[];
}

/** The outputs of a graph, by the name of the build target. Workspaces have many builds and many paths. */
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
  const at = (path: string): readonly DeclaredOutput[] => {
    const covering = withFoldersAbove(path)
      .flatMap((folder) => byFolder.get(folder) ?? [])
      .filter((output) => covers(output.path, path));
    const longest = Math.max(...covering.map((output) => output.path.length));
    return covering.filter((output) => output.path.length === longest);
  };
  const below = (path: string): readonly DeclaredOutput[] =>
    outputs.filter(
      (output) =>
        output.path.startsWith(`${path}/`) && output.root !== '.' && path.startsWith(`${output.root}/`),
    );
  return Object.assign(at, { below });
}

const withFoldersAbove = (path: string): string[] =>
  path === '.' || path === '/' ? [] : [path, ...withFoldersAbove(posix.dirname(path))];

/** Whether `output` includes `path`. The fixed folder before a wildcard counts as included. */
function covers(output: string, path: string): boolean {
  const fixed = fixedPart(output);
  return fixed === output || path === fixed || minimatch(path, output, { partial: true, dot: true });
}

/** The part of a path before its first wildcard: `dist/api` of `dist/api/*.js`. */
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
