import { posix } from 'node:path';
import { cacheEntries } from '../images/cache-entries';
import type { RunFacts } from '../images/run-facts';
import type { CachePolicy } from '../images/cache-policy';
import { imageName, DEFAULT_IMAGE_PATTERN } from '../images/image-pattern';
import type { ImageRef } from '../images/image-ref';
import { findCachesOverImages, findDuplicateCaches, findDuplicateImages } from '../images/duplicate-refs';
import { normalizeCache } from '../images/normalize-cache';
import { tagReason } from '../images/parse-image-ref';
import { imageTags } from '../images/tags';
import type { Problem } from '../problems';
import { allOk, fail, ok, type Result } from '../result';
import type { BakePlan, BakeTarget } from './bake-plan';
import type { BuildRequest } from './build-request';
import { targetName } from './target-name';

export const DEFAULT_TAG = 'latest';

/** What holds for the whole workspace. */
export interface WorkspaceSettings {
  /** As nx.json says. */
  readonly registry?: string;
  /** As nx.json says. */
  readonly tags?: readonly string[];
  /** What the environment puts in their place, for this run. */
  readonly override: { readonly registry?: string; readonly tag?: string; readonly cacheScope?: string };
  readonly facts: RunFacts;
  /** For the committed bake file: caches are always written, since who calls bake decides what it pushes. */
  readonly committed?: boolean;
}

export interface Planned {
  readonly plan: BakePlan;
  /** Request id → bake target. */
  readonly targetOf: ReadonlyMap<string, string>;
}

/** All requests as one plan, or every problem of each and between them. */
export function makePlan(requests: readonly BuildRequest[], settings: WorkspaceSettings): Result<Planned> {
  const targets = allOk(requests.map((request) => targetOf(request, settings)));
  if (!targets.ok) return targets;
  const problems = CLASHES.flatMap((find) => find(targets.value));
  if (problems.length > 0) return fail(problems);
  const sorted = [...targets.value].sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = new Map(requests.map((request, index) => [request.id, targets.value[index]?.name ?? '']));
  return ok({ plan: { targets: sorted }, targetOf: names });
}

const CLASHES = [findDuplicateTargets, findDuplicateImages, findDuplicateCaches, findCachesOverImages];

function findDuplicateTargets(targets: readonly BakeTarget[]): Problem[] {
  const users = new Map<string, string[]>();
  for (const { name, project } of targets) users.set(name, [...(users.get(name) ?? []), project]);
  return [...users].flatMap(([target, projects]) =>
    projects.length > 1 ? [{ kind: 'duplicate-target' as const, target, projects }] : [],
  );
}

function targetOf(request: BuildRequest, settings: WorkspaceSettings): Result<BakeTarget> {
  const place = `options of ${request.id}`;
  const image = imageOf(request, settings, place);
  if (!image.ok) return image;
  const tags = tagsOf(request, settings, { image: image.value, place });
  const hasRegistry = image.value.registry !== undefined;
  const policy = normalizeCache(request.cache, {
    place: `${place}: cache`,
    project: request.project,
    hasRegistry,
  });
  if (!tags.ok || !policy.ok) return fail([tags, policy].flatMap((part) => (part.ok ? [] : part.problems)));
  const name = targetName(request.name);
  const caches = cacheEntries({
    policy: writtenBy(settings, policy.value),
    image: image.value,
    inlineImage: tags.value[0] ?? image.value,
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
    tags: tags.value,
    cacheFrom: caches.from,
    cacheTo: caches.to,
    output: request.output,
    pruning: request.pruning,
  });
}

/** Who calls bake with the committed file decides what is pushed; only a policy that forbids all caches holds there. */
const writtenBy = ({ committed }: WorkspaceSettings, policy: CachePolicy): CachePolicy =>
  committed === true && policy.write !== 'never' ? { ...policy, write: 'always' } : policy;

/** Where a project builds several images, what tells this one's caches from the others'. */
const variantOf = ({ name, project }: BuildRequest): string | undefined =>
  name === project ? undefined : name.slice(project.length + 1);

/** The environment's registry stands in for the workspace's, not for one that a project has of its own. */
function imageOf(request: BuildRequest, settings: WorkspaceSettings, place: string): Result<ImageRef> {
  const own = request.image.registry;
  const isShared = own === undefined || own === settings.registry;
  const registry = isShared ? (settings.override.registry ?? own) : own;
  const facts = { projectName: request.project, projectRoot: request.projectRoot, registry };
  const image = imageName(request.image.pattern ?? DEFAULT_IMAGE_PATTERN, facts, {
    place: `${place}: image`,
    project: request.project,
  });
  if (!image.ok || image.value.shared === undefined) return image;
  return ok({ ...image.value, shared: { registry: isShared, tag: false } });
}

interface TagQuestion {
  readonly image: ImageRef;
  readonly place: string;
}

/** The environment's tag stands in for the first of the workspace's tags. */
function tagsOf(
  request: BuildRequest,
  settings: WorkspaceSettings,
  { image, place }: TagQuestion,
): Result<ImageRef[]> {
  const shared = settings.tags ?? [DEFAULT_TAG];
  const own = request.image.tags ?? shared;
  const isShared = own.length === shared.length && own.every((tag, index) => tag === shared[index]);
  const [, ...others] = own;
  const wanted = isShared && settings.override.tag !== undefined ? [settings.override.tag, ...others] : own;
  const illegal =
    isShared && settings.override.tag !== undefined ? tagReason(settings.override.tag) : undefined;
  if (illegal !== undefined) {
    return fail([
      { kind: 'invalid-image', place: 'NX_BAKE_TAG', image: settings.override.tag ?? '', reason: illegal },
    ]);
  }
  const tags = imageTags(wanted, image, { place: `${place}: tags`, project: request.project });
  if (!tags.ok || !isShared) return tags;
  return ok(tags.value.map((tag, index) => (index === 0 ? withSharedTag(tag) : tag)));
}

const withSharedTag = (tag: ImageRef): ImageRef => ({
  ...tag,
  shared: { registry: tag.shared?.registry ?? false, tag: true },
});
