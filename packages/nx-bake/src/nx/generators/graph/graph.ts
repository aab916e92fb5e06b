import { createProjectGraphAsync, readNxJson, type NxJsonConfiguration, type Tree } from '@nx/devkit';
import { NxBakeError } from '../../../problems';
import { GRAPH_FORMATS, type GraphFormat } from '../../../report/graph/graph-formats';
import type { GraphView } from '../../../report/graph/graph-view';
import { narrowGraph } from '../../../report/graph/narrow-graph';
import { graphViewOf } from './image-graph-view';
import { workspaceGraph } from '../../graph/image-graph';
import { workspaceSettings } from '../../options/nx-json';

export interface GraphOptions {
  readonly format?: GraphFormat;
  readonly file?: string;
  readonly project?: string;
}

/** Prints the image graph of the workspace, or writes it into a file. */
export default async function graph(
  tree: Tree,
  { format = 'text', file, project }: GraphOptions,
): Promise<void> {
  const view = await wholeGraph(tree.root, readNxJson(tree) ?? undefined, project);
  const text = GRAPH_FORMATS[format](project === undefined ? view : narrowGraph(view, project));
  if (file === undefined) process.stdout.write(text);
  else tree.write(file, text);
}

async function wholeGraph(
  root: string,
  nxJson: NxJsonConfiguration | undefined,
  project: string | undefined,
): Promise<GraphView> {
  const { nodes } = await createProjectGraphAsync();
  if (project !== undefined && nodes[project] === undefined)
    throw new NxBakeError([{ kind: 'unknown-project', name: project }]);
  const projects = Object.fromEntries(Object.values(nodes).map(({ name, data }) => [name, data]));
  return graphViewOf(workspaceGraph(projects, { root, nxJson }), {
    root,
    settings: workspaceSettings(nxJson, {}),
  });
}
