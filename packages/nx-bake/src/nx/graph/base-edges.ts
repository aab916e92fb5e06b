import { findBases, type BaseUse } from '../../plan/image-claims';
import { linksOf, unreplaced } from '../../plan/links';
import type { GraphNote } from '../../report/graph/graph-view';
import type { EdgeRules } from '../options/nx-json';
import { requestedBases } from '../planning/read-request';
import { isSameTarget, type WorkspaceImage, type WorkspaceImages } from '../planning/workspace-images';
import { targetOf, type ImageEdge, type ImageEdges, type OpenedImage } from './image-edge';

interface BaseQuestion {
  readonly images: WorkspaceImages;
  readonly rules: EdgeRules;
}

/**
 * To the images that this one is built on. An image that two targets claim is no edge: who builds on it is told, and so
 * is a name that may be meant for Docker Hub's.
 */
export function baseEdges(opened: OpenedImage, { images, rules }: BaseQuestion): ImageEdges {
  const { imageTarget, options, read } = opened;
  const { contexts = {} } = options;
  const names = requestedBases(read, rules).map(({ name }) => name);
  const uses = findBases(unreplaced(names, { contexts }), images.claims, ({ imageTarget: other }) =>
    isSameTarget(other, imageTarget),
  );
  const links = rules.images ? linksOf({ contexts }) : [];
  const linked = links.flatMap(({ name, base }) => {
    const image = images.byTarget.get(base);
    return image === undefined ? [] : [edgeTo(image, name, opened)];
  });
  const claimed = uses.filter(({ claimants }) => claimants.length > 1);
  const named = uses.filter((use) => !claimed.includes(use));
  return {
    edges: [
      ...named.flatMap(({ name, claimants }) => claimants.map((image) => edgeTo(image, name, opened))),
      ...linked,
    ],
    notes: [
      ...claimed.map((use) => claimNote(use, opened)),
      ...named.filter(({ mayBeOfficial }) => mayBeOfficial).flatMap((use) => shortNotes(use, opened)),
    ],
  };
}

const edgeTo = (image: WorkspaceImage, name: string, opened: OpenedImage): ImageEdge => ({
  source: opened.imageTarget,
  kind: 'image',
  target: targetOf(image.imageTarget),
  ...placeOf(name, opened),
});

const claimNote = ({ name, claimants }: BaseUse<WorkspaceImage>, opened: OpenedImage): GraphNote => ({
  kind: 'claimed',
  image: targetOf(opened.imageTarget),
  ...placeOf(name, opened),
  claimants: claimants.map(({ imageTarget }) => targetOf(imageTarget)),
});

const shortNotes = ({ name, claimants }: BaseUse<WorkspaceImage>, opened: OpenedImage): GraphNote[] =>
  claimants.map(({ imageTarget }) => ({
    kind: 'short-name',
    image: targetOf(opened.imageTarget),
    ...placeOf(name, opened),
    base: targetOf(imageTarget),
  }));

function placeOf(
  reference: string,
  { dockerfile, read }: OpenedImage,
): Pick<ImageEdge, 'reference' | 'dockerfile' | 'line'> {
  const line = read.images.find(({ name, needed }) => needed && name === reference)?.line;
  return { reference, dockerfile, ...(line === undefined ? {} : { line }) };
}
