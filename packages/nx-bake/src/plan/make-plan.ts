import { posix } from 'node:path';
import { findCachesOverImages, findDuplicateCaches, findDuplicateImages } from './duplicate-refs';
import type { Problem } from '../problems';
import { allOk, fail, ok, type Result } from '../result';
import type { BakePlan, BakeTarget } from './bake-plan';
import type { BuildRequest } from './build-request';
import { findLinkProblems } from './check-links';
import { claimedElsewhere, claimedRefs, type ClaimingRequest } from './claimed-refs';
import { findMissingPlatforms, withUsersPlatforms } from './base-platforms';
import { findShadowingStages, linkTargets, type RequestedTarget } from './link-targets';
import type { WorkspaceSettings } from './workspace-settings';

export interface Planned {
  readonly plan: BakePlan;
  /** Request id → bake target. */
  readonly targetOf: ReadonlyMap<string, string>;
}

/**
 * All requests as one plan, or every problem of each and between them. What the workspace's other targets claim counts
 * too: they would overwrite it in a run of their own.
 */
export function makePlan(
  requests: readonly BuildRequest[],
  settings: WorkspaceSettings,
  others: readonly ClaimingRequest[] = [],
): Result<Planned> {
  const made = allOk(requests.map((request) => requestedTarget(request, settings)));
  if (!made.ok) return made;
  const linked = withUsersPlatforms(linkTargets(made.value, settings));
  const targets = linked.map(({ target }) => target);
  const elsewhere = claimedElsewhere(others, settings);
  const problems = [
    ...findDuplicateTargets(targets),
    ...REF_CHECKS.flatMap((find) => find([...targets, ...elsewhere])),
    ...findLinkProblems(targets),
    ...findShadowingStages(linked),
    ...findMissingPlatforms(linked),
  ];
  if (problems.length > 0) return fail(problems);
  const sorted = [...targets].sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = new Map(linked.map(({ request, target }) => [request.id, target.name]));
  return ok({ plan: { targets: sorted }, targetOf: names });
}

const REF_CHECKS = [findDuplicateImages, findDuplicateCaches, findCachesOverImages];

function findDuplicateTargets(targets: readonly BakeTarget[]): Problem[] {
  const users = new Map<string, string[]>();
  for (const { name, project } of targets) users.set(name, [...(users.get(name) ?? []), project]);
  return [...users].flatMap(([target, projects]) =>
    projects.length > 1 ? [{ kind: 'duplicate-target' as const, target, projects }] : [],
  );
}

function requestedTarget(request: BuildRequest, settings: WorkspaceSettings): Result<RequestedTarget> {
  const target = targetOf(request, settings);
  return target.ok ? ok({ request, target: target.value }) : target;
}

function targetOf(request: BuildRequest, settings: WorkspaceSettings): Result<BakeTarget> {
  const claimed = claimedRefs(request, settings);
  if (!claimed.ok) return claimed;
  return ok({
    ...request.attributes,
    ...claimed.value,
    description: undefined,
    context: request.context,
    dockerfile: posix.relative(request.context, request.dockerfile),
    output: request.output,
    layout: undefined,
    pruning: request.pruning,
    readsContext: request.readsContext,
  });
}
