import { formatImageRef } from '../../../images/image-ref';
import { findCircles } from '../../../plan/circles';
import { imageRefs, type NameSettings } from '../../../plan/image-refs';
import type { GraphImage, GraphView } from '../../../report/graph/graph-view';
import { openDockerfile } from '../../planning/open-dockerfile';
import type { WorkspaceImage } from '../../planning/workspace-images';
import { arrowsOf, keyOf, targetOf } from '../../graph/image-edge';
import type { WorkspaceGraph } from '../../graph/image-graph';

interface ViewSettings {
  readonly root: string;
  readonly settings: NameSettings;
}

/** The image graph as it is shown. */
export function graphViewOf({ images, edges, notes }: WorkspaceGraph, view: ViewSettings): GraphView {
  const builtOn = arrowsOf(edges.filter(({ kind }) => kind === 'image'));
  const targets = new Map(images.map(({ imageTarget }) => [keyOf(imageTarget), targetOf(imageTarget)]));
  return {
    images: images.map((image) => shownImage(image, view)),
    edges: edges.map(({ source, kind, target, reference, dockerfile, line }) => ({
      source: targetOf(source),
      kind,
      target,
      reference,
      dockerfile,
      ...(line === undefined ? {} : { line }),
    })),
    circles: findCircles(builtOn).map((path) => path.flatMap((key) => targets.get(key) ?? [])),
    notes,
  };
}

function shownImage(
  { imageTarget, requested }: WorkspaceImage,
  { root, settings }: ViewSettings,
): GraphImage {
  const opened = openDockerfile(imageTarget, root);
  if (!opened.ok) return { ...targetOf(imageTarget), tags: [] };
  const refs = imageRefs({ ...imageTarget, image: requested }, settings);
  const tags = refs.ok ? refs.value.tags.map(formatImageRef) : [];
  return { ...targetOf(imageTarget), tags, dockerfile: opened.value.dockerfile };
}
