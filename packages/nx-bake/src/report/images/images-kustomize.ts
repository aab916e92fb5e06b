import { imageOf, type ImageRecord } from './image-record';

/** The first line of our file, by which it is recognised. */
export const KUSTOMIZE_HEADER = '# Written by nx-bake: the images of its last run.';

/** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/ */
interface KustomizeImage {
  readonly name: string;
  readonly newTag?: string;
  readonly digest?: string;
}

/**
 * A kustomize component with nothing but an `images` list, one entry per image name that this run made.
 * https://kubectl.docs.kubernetes.io/guides/config_management/components/
 */
export async function renderKustomize(records: readonly ImageRecord[]): Promise<string> {
  const { stringify } = await import('yaml');
  const images = records.flatMap(imagesOf);
  const component = { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component', images };
  return `${KUSTOMIZE_HEADER}\n${stringify(component, { lineWidth: 0 })}`;
}

function imagesOf({ ref, digest, tags, output }: ImageRecord): KustomizeImage[] {
  if (ref === undefined) return [];
  const byName = new Map([...tags].reverse().map((tag) => [imageOf(tag), tag]));
  return [...byName]
    .reverse()
    .map(([name, tag]) =>
      output === 'push' && digest !== undefined ? { name, digest } : { name, ...newTag(tag) },
    );
}

/** An image that is only loaded has no digest in a registry. */
const newTag = (tag: string): Pick<KustomizeImage, 'newTag'> => {
  const found = /:(?<tag>[^/:]+)$/u.exec(tag)?.groups?.['tag'];
  return found === undefined ? {} : { newTag: found };
};
