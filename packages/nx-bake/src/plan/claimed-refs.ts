import type { CachePolicy } from '../cache/cache-policy';
import { cacheEntries } from '../cache/cache-entries';
import type { RefTarget } from './duplicate-refs';
import { normalizeCache } from '../cache/normalize-cache';
import { fail, ok, type Result } from '../result';
import type { BakeTarget } from './bake-plan';
import type { OptionValues } from './bake-attributes';
import type { BuildRequest } from './build-request';
import { imageRefs } from './image-refs';
import { targetName } from './target-name';
import type { WorkspaceSettings } from './workspace-settings';

/** The part of a request that says what it reads and writes outside of the build. */
export type ClaimingRequest = Pick<
  BuildRequest,
  'id' | 'project' | 'projectRoot' | 'name' | 'image' | 'cache' | 'output'
> & { readonly attributes: Pick<OptionValues, 'no-cache'> };

export type ClaimedRefs = Pick<BakeTarget, 'name' | 'project' | 'tags' | 'cacheFrom' | 'cacheTo'>;

/** The tags and caches of a request. */
export function claimedRefs(request: ClaimingRequest, settings: WorkspaceSettings): Result<ClaimedRefs> {
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
    noCache: request.attributes['no-cache'],
    variant: variantOf(request),
    run: settings.facts,
    ...(settings.override.cacheScope === undefined ? {} : { scope: settings.override.cacheScope }),
  });
  return ok({ name, project: request.project, tags, cacheFrom: caches.from, cacheTo: caches.to });
}

/** Claims of targets that are not in the run. One with wrong options claims nothing: its own build complains. */
export const claimedElsewhere = (
  requests: readonly ClaimingRequest[],
  settings: WorkspaceSettings,
): RefTarget[] =>
  requests.flatMap((request) => {
    const claimed = claimedRefs(request, settings);
    return claimed.ok ? [{ ...claimed.value, isElsewhere: true }] : [];
  });

/** The caller of bake with the committed file decides what is pushed; only a policy that forbids all caches holds there. */
const writtenBy = ({ committed }: WorkspaceSettings, policy: CachePolicy): CachePolicy =>
  committed === true && policy.write !== 'never' ? { ...policy, write: 'always' } : policy;

/** The name that tells this image's caches from those of the same project's other images. */
const variantOf = ({ name, project }: ClaimingRequest): string | undefined =>
  name === project ? undefined : name.slice(project.length + 1);
