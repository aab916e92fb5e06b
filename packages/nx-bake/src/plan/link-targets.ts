import type { Problem } from '../problems';
import type { BakeTarget } from './bake-plan';
import type { BuildRequest } from './build-request';
import { findBases, imageClaims } from './image-claims';
import { knownRefs } from './image-refs';
import { LINK } from './links';
import type { WorkspaceSettings } from './workspace-settings';

/** A request with the target that was made of it. */
export interface RequestedTarget {
  readonly request: BuildRequest;
  readonly target: BakeTarget;
}

/**
 * Puts a named context `target:x` for every image that a Dockerfile names and that another target of the plan builds:
 * under each spelling that it uses. What somebody has set in `contexts` stays.
 */
export function linkTargets(all: readonly RequestedTarget[], settings: WorkspaceSettings): RequestedTarget[] {
  const claims = imageClaims(
    all.map(({ request, target }) => ({
      project: target.project,
      name: target.name,
      ...knownRefs(request, settings),
    })),
  );
  return all.map(({ request, target }) => {
    const names = request.images.map(({ name: image }) => image);
    const bases = findBases(names, claims, ({ name }) => name === target.name);
    const links = bases.flatMap(({ contextName, claimants: [base] }) =>
      base === undefined ? [] : [[contextName, `${LINK}${base.name}`] as const],
    );
    const contexts = { ...Object.fromEntries(links), ...target.contexts };
    return { request, target: { ...target, contexts } };
  });
}

/** A named context takes the place of a stage that has its name: what the stage does would be lost in silence. */
export function findShadowingStages(all: readonly RequestedTarget[]): Problem[] {
  return all.flatMap(({ request, target }) =>
    request.stageNames
      .filter((stage) => target.contexts[stage]?.startsWith(LINK) === true)
      .map((stage) => ({
        kind: 'stage-shadows-image' as const,
        project: target.project,
        dockerfile: request.dockerfile,
        stage,
      })),
  );
}
