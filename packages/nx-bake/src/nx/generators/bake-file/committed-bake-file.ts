import type { NxJsonConfiguration, ProjectGraph } from '@nx/devkit';
import { isAdopted } from '../../planning/adopted-targets';
import { renderBakeFile } from '../../../hcl/render-bake-file';
import type { Problem } from '../../../problems';
import { ok, type Result } from '../../../result';
import { workspaceProjects } from '../../targets/project-closure';
import { targetsOfWorkspace } from '../../targets/targets-of-workspace';
import { planTasks } from '../../planning/plan-tasks';
import { bakeVariables, workspaceEdges, workspaceSettings } from '../../options/nx-json';

export const BAKE_FILE = 'docker-bake.hcl';

/** The problem with a file that somebody else wrote. */
export const notOurs = (path: string, text: string): Problem => ({
  kind: 'file-not-ours',
  path,
  firstLine: text.split('\n')[0] ?? '',
});

/** The bake file to commit: no environment, no git and no clock has a say in it. */
export function committedBakeFile(
  graph: ProjectGraph,
  root: string,
  nxJson: NxJsonConfiguration | undefined,
): Result<string> {
  const settings = workspaceSettings(nxJson, {});
  // hand-written files stay what they are
  const all = targetsOfWorkspace(graph, nxJson).filter((target) => !isAdopted(target));
  const planned = planTasks(all, {
    root,
    all,
    projects: workspaceProjects(graph),
    settings: { ...settings, facts: { ci: false }, committed: true },
    edges: workspaceEdges(nxJson),
    metadata: undefined,
  });
  if (!planned.ok) return planned;
  return ok(renderBakeFile(planned.value.plan, bakeVariables(settings)));
}
