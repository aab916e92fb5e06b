import { posix } from 'node:path';
import type { CachePolicy } from '../images/cache-policy';
import { cacheEntries } from '../images/cache-entries';
import { findCachesOverImages, findDuplicateCaches, findDuplicateImages } from '../images/duplicate-refs';
import { normalizeCache } from '../images/normalize-cache';
import type { Problem } from '../problems';
import { allOk, fail, ok, type Result } from '../result';
import type { BakePlan, BakeTarget } from './bake-plan';
import type { BuildRequest } from './build-request';
import { findLinkProblems } from './check-links';
import { findMissingPlatforms, withUsersPlatforms } from './base-platforms';
import { imageRefs } from './image-refs';
import { findShadowingStages, linkTargets, type RequestedTarget } from './link-targets';
import { targetName } from './target-name';
import type { WorkspaceSettings } from './workspace-settings';

export interface Planned {
  readonly plan: BakePlan;
  /** Request id → bake target. */
  readonly targetOf: ReadonlyMap<string, string>;
}

/** All requests as one plan, or every problem of each and between them. */
export function makePlan(requests: readonly BuildRequest[], settings: WorkspaceSettings): Result<Planned> {
  const made = allOk(requests.map((request) => requestedTarget(request, settings)));
  if (!made.ok) return made;
  const linked = withUsersPlatforms(linkTargets(made.value, settings));
  const targets = linked.map(({ target }) => target);
  const problems = [
    ...CHECKS.flatMap((find) => find(targets)),
    ...findShadowingStages(linked),
    ...findMissingPlatforms(linked),
  ];
  if (problems.length > 0) return fail(problems);
  const sorted = [...targets].sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = new Map(linked.map(({ request, target }) => [request.id, target.name]));
  return ok({ plan: { targets: sorted }, targetOf: names });
}

const CHECKS = [
  findDuplicateTargets,
  findDuplicateImages,
  findDuplicateCaches,
  findCachesOverImages,
  findLinkProblems,
];

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
  const refs = imageRefs(request, settings);
  const policy = normalizeCache(request.cache, {
    place: `options of ${request.id}: cache`,
    project: request.project,
    hasRegistry: refs.ok && refs.value.image.registry !== undefined,
  });
  if (!refs.ok || !policy.ok) return fail([refs, policy].flatMap((part) => (part.ok ? [] : part.problems)));
  const { image, tags } = refs.value;
  const name = targetName(request.name);
  const caches = cacheEntries({
    policy: writtenBy(settings, policy.value),
    image,
    inlineImage: tags[0] ?? image,
    targetName: name,
    push: request.output === 'push',
    noCache: request.passedOn.noCache,
    variant: variantOf(request),
    run: settings.facts,
    ...(settings.override.cacheScope === undefined ? {} : { scope: settings.override.cacheScope }),
  });
  return ok({
    ...request.passedOn,
    name,
    project: request.project,
    context: request.context,
    dockerfile: posix.relative(request.context, request.dockerfile),
    tags,
    cacheFrom: caches.from,
    cacheTo: caches.to,
    output: request.output,
    pruning: request.pruning,
    readsContext: request.readsContext,
  });
}

/** Who calls bake with the committed file decides what is pushed; only a policy that forbids all caches holds there. */
const writtenBy = ({ committed }: WorkspaceSettings, policy: CachePolicy): CachePolicy =>
  committed === true && policy.write !== 'never' ? { ...policy, write: 'always' } : policy;

/** Where a project builds several images, what tells this one's caches from the others'. */
const variantOf = ({ name, project }: BuildRequest): string | undefined =>
  name === project ? undefined : name.slice(project.length + 1);
