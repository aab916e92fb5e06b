import { imageName, DEFAULT_IMAGE_PATTERN } from '../images/image-pattern';
import type { ImageRef } from '../images/image-ref';
import { legalName } from '../images/legal-name';
import { isTagRule } from '../metadata/tag-rule';
import { tagReason } from '../images/parse-image-ref';
import { imageTags } from '../images/tags';
import { allOk, fail, ok, type Result } from '../result';
import type { BuildRequest } from './build-request';
import type { Claimant, KnownRef } from './image-claims';
import { DEFAULT_TAG, type WorkspaceSettings } from './workspace-settings';

/** As much of a request as its image's names come from. */
export type NamedRequest = Pick<BuildRequest, 'id' | 'project' | 'projectRoot' | 'image'>;

/** As much of the settings as names depend on. */
export type NameSettings = Pick<WorkspaceSettings, 'registry' | 'tags' | 'override'>;

export interface ImageRefs {
  /** The first one, without a tag: caches are named after it. */
  readonly image: ImageRef;
  readonly tags: readonly ImageRef[];
}

/** What the image of a request is called. */
export function imageRefs(request: NamedRequest, settings: NameSettings): Result<ImageRefs> {
  const place = `options of ${request.id}`;
  const images = imagesOf(request, settings, place);
  if (!images.ok) return images;
  const [image] = images.value;
  if (image === undefined)
    return fail([{ kind: 'no-image-name', place: `${place}: image`, project: request.project }]);
  const tags = tagsOf(request, settings, { images: images.value, place });
  return tags.ok ? ok({ image, tags: tags.value }) : tags;
}

/**
 * The names under which Dockerfiles may mean the image of a request: each of its tags, with its registry and without,
 * whatever the environment puts in their place. None where its options are wrong, of which its own build complains.
 * That it is also `latest` is assumed, as people write `FROM acme/runtime`, and given up where another one has that tag.
 */
export function knownRefs(request: NamedRequest, settings: NameSettings): Pick<Claimant, 'refs' | 'assumed'> {
  const isPlain = Object.keys(settings.override).length === 0;
  const spellings = isPlain ? [settings] : [settings, { ...settings, override: {} }];
  const names = spellings.flatMap((spelling) => {
    const found = imageRefs(request, spelling);
    return found.ok ? [found.value] : [];
  });
  const untagged = names.filter(({ tags }) => tags.every(({ tag }) => tag !== DEFAULT_TAG));
  return {
    refs: withAndWithoutRegistry(names.flatMap(({ tags }) => tags)),
    assumed: withAndWithoutRegistry(untagged.map(({ image }) => ({ ...image, tag: DEFAULT_TAG }))),
  };
}

const withAndWithoutRegistry = (refs: readonly ImageRef[]): KnownRef[] =>
  refs.flatMap(({ registry, ...rest }) =>
    registry === undefined
      ? [rest]
      : [
          { registry, ...rest },
          { ...rest, isShortened: true },
        ],
  );

/** The environment's registry stands in for the workspace's, not for one that a project has of its own. */
function imagesOf(request: NamedRequest, settings: NameSettings, place: string): Result<ImageRef[]> {
  const own = request.image.registry;
  const isShared = own === undefined || own === settings.registry;
  const registry = isShared ? (settings.override.registry ?? own) : own;
  const facts = { projectName: request.project, projectRoot: request.projectRoot, registry };
  const configured = own ?? settings.registry ?? settings.override.registry;
  const patterns = request.image.patterns ?? [defaultPattern(request.project, configured)];
  const images = allOk(
    patterns.map((pattern) =>
      imageName(pattern, facts, { place: `${place}: image`, project: request.project }),
    ),
  );
  if (!images.ok) return images;
  return ok(
    images.value.map((image) =>
      image.shared === undefined ? image : { ...image, shared: { registry: isShared, tag: false } },
    ),
  );
}

/**
 * `@acme/api` in `ghcr.io/acme` is `ghcr.io/acme/api`: a scope that the registry ends with is not said twice. The registry
 * that is configured decides, so that the name does not change with one that the environment puts in its place.
 */
function defaultPattern(project: string, registry: string | undefined): string {
  const scope = /^@([^/]+)\/[^/]+$/u.exec(project)?.[1];
  const [, ...path] = registry?.split('/') ?? [];
  return scope !== undefined && path.at(-1) === legalName(scope) ? '{name}' : DEFAULT_IMAGE_PATTERN;
}

/** Rules give tags in a run only (`withMetadata`): elsewhere neither git nor a clock has a say in names. */
function literalTags(entries: readonly string[] | undefined): readonly string[] {
  const literal = (entries ?? []).filter((entry) => !isTagRule(entry));
  return literal.length > 0 ? literal : [DEFAULT_TAG];
}

interface TagQuestion {
  readonly images: readonly ImageRef[];
  readonly place: string;
}

/** The environment's tag stands in for the first of the workspace's tags. */
function tagsOf(
  request: NamedRequest,
  settings: NameSettings,
  { images, place }: TagQuestion,
): Result<ImageRef[]> {
  const shared = literalTags(settings.tags);
  const own = request.image.tags === undefined ? shared : literalTags(request.image.tags);
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
  const tags = imageTags(wanted, images, { place: `${place}: tags`, project: request.project });
  if (!tags.ok || !isShared) return tags;
  return ok(tags.value.map((tag, index) => (index === 0 ? withSharedTag(tag) : tag)));
}

const withSharedTag = (tag: ImageRef): ImageRef => ({
  ...tag,
  shared: { registry: tag.shared?.registry ?? false, tag: true },
});
