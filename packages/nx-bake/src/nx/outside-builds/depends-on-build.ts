import type { ProjectGraph, TargetDependencyConfig } from '@nx/devkit';
import { minimatch } from 'minimatch';
import type { Asked } from '../targets/image-target';

interface Build {
  readonly project: string;
  readonly target: string;
}

/** Whether somebody has told Nx to run this build first, so that it has been run. */
export function dependsOnBuild(asked: Asked, build: Build, graph: ProjectGraph): boolean {
  const dependsOn = graph.nodes[asked.project]?.data.targets?.[asked.target]?.dependsOn ?? [];
  const direct = (graph.dependencies[asked.project] ?? []).map(({ target }) => target);
  return dependsOn.some((dependency) => {
    const { target, projects, dependencies } = explicit(dependency);
    if (target === `${build.project}:${build.target}`) return true;
    if (target !== build.target) return false;
    if (projects !== undefined) return names(projects).some((pattern) => isNamed(build.project, pattern));
    return dependencies === true ? direct.includes(build.project) : build.project === asked.project;
  });
}

/** https://nx.dev/docs/reference/project-configuration#dependson */
const explicit = (dependency: TargetDependencyConfig | string): TargetDependencyConfig =>
  typeof dependency !== 'string'
    ? dependency
    : dependency.startsWith('^')
      ? { target: dependency.slice(1), dependencies: true }
      : { target: dependency };

const isNamed = (project: string, pattern: string): boolean => pattern === '*' || minimatch(project, pattern);

const names = (projects: string | readonly string[]): readonly string[] =>
  typeof projects === 'string' ? [projects] : projects;
