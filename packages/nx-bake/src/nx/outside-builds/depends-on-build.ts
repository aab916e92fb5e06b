import type { ProjectGraph, TargetDependencyConfig } from '@nx/devkit';
import { minimatch } from 'minimatch';
import type { ImageTarget } from '../targets/image-target';

interface Build {
  readonly project: string;
  readonly target: string;
}

/** Whether somebody has told Nx to run this build first, so that it has been run. */
export function dependsOnBuild(imageTarget: ImageTarget, build: Build, graph: ProjectGraph): boolean {
  const dependsOn = graph.nodes[imageTarget.project]?.data.targets?.[imageTarget.target]?.dependsOn ?? [];
  const direct = (graph.dependencies[imageTarget.project] ?? []).map(({ target }) => target);
  return dependsOn.some((dependency) => {
    const { target, projects, dependencies } = explicit(dependency);
    if (target === `${build.project}:${build.target}`) return true;
    if (target !== build.target) return false;
    if (projects !== undefined) return names(projects).some((pattern) => isNamed(build.project, pattern));
    return dependencies === true ? direct.includes(build.project) : build.project === imageTarget.project;
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
