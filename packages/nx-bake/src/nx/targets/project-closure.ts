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

/** The projects of a workspace, as build contexts see them. */
export interface WorkspaceProjects {
  /** Folder → name. */
  readonly names: ReadonlyMap<string, string>;
  /** The folders of a project and of all that it depends on. */
  readonly closureOf: (project: string) => readonly string[];
}

export const workspaceProjects = (graph: ProjectGraph): WorkspaceProjects => ({
  names: new Map(Object.values(graph.nodes).map(({ name, data }) => [data.root, name])),
  closureOf: (project) => closureOf(project, graph),
});
