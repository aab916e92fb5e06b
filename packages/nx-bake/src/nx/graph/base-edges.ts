import type { BaseUse } from '../../plan/image-claims';
import type { GraphNote } from '../../report/graph/graph-view';
import type { EdgeRules } from '../options/nx-json';
import { requestedBases } from '../planning/read-request';
import { basesNamedBy, type WorkspaceImage, type WorkspaceImages } from '../planning/workspace-images';
import { targetOf, type ImageEdge, type ImageEdges, type OpenedImage } from './image-edge';

interface BaseQuestion {
  readonly images: WorkspaceImages;
  readonly rules: EdgeRules;
}

/** Finds the edges from an image to its bases. A base claimed by two targets yields a note instead of an edge. */
export function baseEdges(opened: OpenedImage, { images, rules }: BaseQuestion): ImageEdges {
  const { imageTarget, options, read } = opened;
  const names = requestedBases(read, rules).map(({ name }) => name);
  const bases = basesNamedBy(names, { imageTarget, contexts: options.contexts ?? {} }, images);
  const linked = rules.images ? bases.linked.map(({ name, image }) => edgeTo(image, name, opened)) : [];
  const claimed = bases.named.filter(({ claimants }) => claimants.length > 1);
  const named = bases.named.filter((use) => !claimed.includes(use));
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
  isOutput: false,
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
