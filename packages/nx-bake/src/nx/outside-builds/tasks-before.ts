import type { ProjectGraph, TargetDependencyConfig } from '@nx/devkit';
import { minimatch } from 'minimatch';

interface Task {
  readonly project: string;
  readonly target: string;
}

/**
 * Finds all tasks that Nx runs before a target, by `dependsOn` and transitively, as Nx makes its task graph of it. What
 * has been run once is not to be run again: a later task may have changed its output.
 *
 * @returns `project:target`
 */
export function tasksBefore(task: Task, graph: ProjectGraph): ReadonlySet<string> {
  const found = new Map<string, Task>();
  const pending = [task];
  // grows while it is walked
  for (const one of pending)
    for (const before of directlyBefore(one, graph)) {
      const id = `${before.project}:${before.target}`;
      if (found.has(id)) continue;
      found.set(id, before);
      pending.push(before);
    }
  return new Set(found.keys());
}

const directlyBefore = ({ project, target }: Task, graph: ProjectGraph): Task[] =>
  (graph.nodes[project]?.data.targets?.[target]?.dependsOn ?? []).flatMap((dependency) =>
    tasksOf(explicit(dependency), project, graph),
  );

/** https://nx.dev/docs/reference/project-configuration#dependson */
const explicit = (dependency: TargetDependencyConfig | string): TargetDependencyConfig =>
  typeof dependency !== 'string'
    ? dependency
    : dependency.startsWith('^')
      ? { target: dependency.slice(1), dependencies: true }
      : { target: dependency };

function tasksOf(
  { target, projects, dependencies }: TargetDependencyConfig,
  own: string,
  graph: ProjectGraph,
): Task[] {
  const has = (project: string, name: string): boolean =>
    graph.nodes[project]?.data.targets?.[name] !== undefined;
  if (projects !== undefined && projects !== 'self' && projects !== 'dependencies')
    return [projects]
      .flat()
      .flatMap((pattern) => named(pattern, graph))
      .filter((project) => has(project, target))
      .map((project) => ({ project, target }));
  if (dependencies === true || projects === 'dependencies') return nearest(own, target, graph);
  if (has(own, target)) return [{ project: own, target }];
  // `project:target`; names of both may have colons
  return Object.keys(graph.nodes).flatMap((project) =>
    target.startsWith(`${project}:`) && has(project, target.slice(project.length + 1))
      ? [{ project, target: target.slice(project.length + 1) }]
      : [],
  );
}

/** The dependencies that have a target, or else their own: Nx looks behind those that have none. */
function nearest(project: string, target: string, graph: ProjectGraph): Task[] {
  const seen = new Set([project]);
  const found: Task[] = [];
  const pending = [project];
  // grows while it is walked
  for (const one of pending)
    for (const { target: dependency } of graph.dependencies[one] ?? []) {
      if (seen.has(dependency)) continue;
      seen.add(dependency);
      if (graph.nodes[dependency]?.data.targets?.[target] === undefined) pending.push(dependency);
      else found.push({ project: dependency, target });
    }
  return found;
}

const named = (pattern: string, graph: ProjectGraph): string[] =>
  Object.values(graph.nodes)
    .filter(({ name, data }) =>
      pattern.startsWith('tag:')
        ? (data.tags ?? []).some((tag) => minimatch(tag, pattern.slice('tag:'.length)))
        : pattern === '*' || name === pattern || minimatch(name, pattern),
    )
    .map(({ name }) => name);
