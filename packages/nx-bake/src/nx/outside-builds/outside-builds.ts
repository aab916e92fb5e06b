import type { ProjectGraph } from '@nx/devkit';
import { commandLine } from '../../bake/argv';
import type { Failed } from '../../bake/outcomes/outcome';
import { projectClosure } from '../targets/project-closure';
import { buildGroups, buildsArgs } from './nx-run-many';
import { failedBuilds } from './failed-builds';
import type { NeededBuild } from './needed-builds';
import { runBuilds, type BuildsRun } from './run-builds';

/** Bake target → what has to be built for it. */
export type Needed = ReadonlyMap<string, readonly NeededBuild[]>;

export interface OutsideRun extends BuildsRun {
  readonly graph: ProjectGraph;
  /** Bake target → the project whose image it is. */
  readonly labels: ReadonlyMap<string, string>;
}

/**
 * Runs what these images need before they are baked, all at once, and tells which of them cannot be baked now. So bake
 * is still called once, and one failing build costs only its own image.
 */
export async function buildOutside(needed: Needed, run: OutsideRun): Promise<ReadonlyMap<string, Failed>> {
  const groups = groupsOf(needed);
  if (groups.length === 0) return new Map();
  const built = await runBuilds(groups, run);
  const needy = new Map(
    [...needed].map(([target, builds]) => [target, { project: run.labels.get(target) ?? target, builds }]),
  );
  return failedBuilds(needy, built, (project) => projectClosure(project, run.graph));
}

/** What it would run. */
export const outsideCommands = (needed: Needed, settings: { readonly failFast: boolean }): string[] =>
  groupsOf(needed).map((group) => commandLine(['nx', ...buildsArgs(group, settings)]));

const groupsOf = (needed: Needed) => buildGroups([...needed.values()].flat());
