import { contextNameOf } from '../../images/context-name';
import type { Problem } from '../../problems';
import { fail, ok, type Result } from '../../result';
import type { ImageTarget } from '../targets/image-target';
import type { Workspace } from './decide-build-context';
import { readRequest, type ReadRequest } from './read-request';
import { basesNamedBy, isSameTarget, type WorkspaceImage, type WorkspaceImages } from './workspace-images';

/** A base that is not in the run and is to be used as it was published. */
export interface PublishedBase {
  /** The request that is built on it. */
  readonly user: string;
  /** The dependent's. */
  readonly project: string;
  readonly contextName: string;
  /** Whether the dependent's image begins with it, and does not only take something from it. */
  readonly isFinal: boolean;
  readonly image: WorkspaceImage;
}

export interface WithBases {
  /** The requests, and those of the bases that are also built. */
  readonly read: readonly ReadRequest[];
  readonly published: readonly PublishedBase[];
  readonly notes: readonly string[];
}

interface BaseUse {
  readonly contextName: string;
  readonly image: WorkspaceImage;
}

interface Walk {
  readonly targets: readonly ImageTarget[];
  readonly read: ReadRequest[];
  readonly pulled: Set<WorkspaceImage>;
  readonly published: PublishedBase[];
  readonly notes: string[];
  readonly problems: Problem[];
}

/**
 * Finds what the requests are built on, and what that is built on. A base that nobody asked for is also built, and
 * kept in the build cache only; or, where its dependent wants that, taken as it was published.
 */
export function pullInBases(
  targets: readonly ImageTarget[],
  read: readonly ReadRequest[],
  { images, workspace }: { images: WorkspaceImages; workspace: Workspace },
): Result<WithBases> {
  const walk: Walk = { targets, read: [...read], pulled: new Set(), published: [], notes: [], problems: [] };
  // grows while it is walked
  for (const one of walk.read)
    for (const use of basesOf(one, images, walk)) add(use, one, { walk, workspace });
  return walk.problems.length > 0 ? fail(walk.problems) : ok(walk);
}

function basesOf({ request, imageTarget }: ReadRequest, images: WorkspaceImages, walk: Walk): BaseUse[] {
  const names = request.images.map(({ name }) => name);
  const { named, linked } = basesNamedBy(
    names,
    { imageTarget, contexts: request.attributes.contexts },
    images,
  );
  const clashing = named.filter(({ claimants }) => claimants.length > 1);
  walk.problems.push(
    ...clashing.map(({ name, claimants }) => ({
      kind: 'duplicate-image' as const,
      project: request.project,
      image: name,
      projects: claimants.map(({ project }) => project),
    })),
  );
  walk.notes.push(
    ...named
      .filter(({ mayBeOfficial }) => mayBeOfficial)
      .map(
        ({ name, claimants }) =>
          `${imageTarget.place}: ${name} is taken for the image of ${claimants.map(({ project }) => project).join(' and ')}. If Docker Hub's is meant, write docker.io/library/${name}, or name it in "edges.ignore"`,
      ),
  );
  return [
    ...named.flatMap(({ contextName, claimants: [image, ...others] }) =>
      image === undefined || others.length > 0 ? [] : [{ contextName, image }],
    ),
    ...linked.map(({ name, image }) => ({ contextName: name, image })),
  ];
}

function add(
  { contextName, image }: BaseUse,
  user: ReadRequest,
  { walk, workspace }: { walk: Walk; workspace: Workspace },
): void {
  if (walk.targets.some((one) => isSameTarget(one, image.imageTarget))) return;
  if (user.options.bases === 'published') {
    const { id, project, finalBase } = user.request;
    const isFinal = finalBase !== undefined && contextNameOf(finalBase) === contextName;
    walk.published.push({ user: id, project, contextName, isFinal, image });
    return;
  }
  if (walk.pulled.has(image)) return;
  walk.pulled.add(image);
  const base = readRequest(image.imageTarget, workspace);
  if (!base.ok) walk.problems.push(...base.problems);
  else walk.read.push({ ...base.value, request: { ...base.value.request, output: 'cacheonly' } });
  walk.notes.push(`${image.imageTarget.place}: built along, since ${user.imageTarget.place} is built on it`);
}
