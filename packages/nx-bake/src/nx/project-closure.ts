import type { ProjectGraph } from '@nx/devkit';

/** The folders of a project and of everything that it depends on, cycles included. */
export function closureOf(project: string, graph: ProjectGraph): string[] {
  const found = new Set<string>([project]);
  for (const name of found) {
    for (const { target } of graph.dependencies[name] ?? [])
      if (graph.nodes[target] !== undefined) found.add(target);
  }
  return [...found].flatMap((name) => graph.nodes[name]?.data.root ?? []);
}

/** The folders of all projects. */
export const projectRoots = (graph: ProjectGraph): string[] =>
  Object.values(graph.nodes).map((node) => node.data.root);
