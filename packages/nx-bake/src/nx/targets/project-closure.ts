import type { ProjectGraph } from '@nx/devkit';

/** A project and everything that it depends on, cycles included. */
export function projectClosure(project: string, graph: ProjectGraph): ReadonlySet<string> {
  const found = new Set<string>([project]);
  for (const name of found) {
    for (const { target } of graph.dependencies[name] ?? [])
      if (graph.nodes[target] !== undefined) found.add(target);
  }
  return found;
}

/** The folders of a project and of everything that it depends on. */
export const closureOf = (project: string, graph: ProjectGraph): string[] =>
  [...projectClosure(project, graph)].flatMap((name) => graph.nodes[name]?.data.root ?? []);

/** The folders of all projects. */
export const projectRoots = (graph: ProjectGraph): string[] =>
  Object.values(graph.nodes).map((node) => node.data.root);
