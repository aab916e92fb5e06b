import type { CacheOption } from '../../cache/cache-options';
import type { RequestedImage } from '../../plan/build-request';
import {
  findBases,
  imageClaims,
  type BaseUse,
  type Claimant,
  type ImageClaims,
} from '../../plan/image-claims';
import { knownRefs, type NameSettings } from '../../plan/image-refs';
import { linksOf, unreplaced } from '../../plan/links';
import { targetName } from '../../plan/target-name';
import { remembering } from '../../remember';
import { checkedOptions } from '../options/checked-options';
import type { ImageTarget } from '../targets/image-target';
import { requestedImage } from './read-request';

/** A target of the workspace that builds an image, with the names that Dockerfiles may call it by. */
export interface WorkspaceImage extends Claimant {
  readonly imageTarget: ImageTarget;
  readonly requested: RequestedImage;
  readonly cache: CacheOption | undefined;
  /** The name of its bake target. */
  readonly name: string;
}

export interface WorkspaceImages {
  readonly all: readonly WorkspaceImage[];
  readonly claims: ImageClaims<WorkspaceImage>;
  readonly byTarget: ReadonlyMap<string, WorkspaceImage>;
}

/** Nx asks first for nodes and then for dependencies, of the same process; a workspace has fewer images than this. */
const LIMIT = 5000;

const UNNAMED: RequestedImage = { registry: undefined, patterns: undefined, tags: undefined };

const rememberedRefs = remembering(
  (question) => knownRefs(...(JSON.parse(question) as Parameters<typeof knownRefs>)), // what was made of such
  LIMIT,
);

/** Every image of the workspace. One with wrong options has no names here: its own build complains. */
export function workspaceImages(all: readonly ImageTarget[], settings: NameSettings): WorkspaceImages {
  const images = all.map((imageTarget): WorkspaceImage => {
    const { id, project, projectRoot } = imageTarget;
    const options = checkedOptions(imageTarget.rawOptions, { place: id });
    const requested = options.ok ? requestedImage(options.value) : UNNAMED;
    const names = options.ok
      ? rememberedRefs(JSON.stringify([{ id, project, projectRoot, image: requested }, settings]))
      : { refs: [], assumed: [] };
    const cache = options.ok ? options.value.cache : undefined;
    return { imageTarget, requested, project, name: targetName(imageTarget.name), cache, ...names };
  });
  return {
    all: images,
    claims: imageClaims(images),
    byTarget: new Map(images.map((image) => [image.name, image])),
  };
}

/** Whether both are the same Nx target, in whatever configuration. */
export const isSameTarget = (a: ImageTarget, b: ImageTarget): boolean =>
  a.project === b.project && a.target === b.target;

/** The workspace images that one image is built on: by the names in its Dockerfile, and by links in its `contexts`. */
export interface NamedBases {
  readonly named: readonly BaseUse<WorkspaceImage>[];
  readonly linked: readonly { readonly name: string; readonly image: WorkspaceImage }[];
}

export function basesNamedBy(
  names: readonly string[],
  dependent: { readonly imageTarget: ImageTarget; readonly contexts: Readonly<Record<string, string>> },
  images: WorkspaceImages,
): NamedBases {
  const named = findBases(unreplaced(names, dependent), images.claims, ({ imageTarget }) =>
    isSameTarget(imageTarget, dependent.imageTarget),
  );
  const linked = linksOf(dependent).flatMap(({ name, base }) => {
    const image = images.byTarget.get(base);
    return image === undefined ? [] : [{ name, image }];
  });
  return { named, linked };
}
