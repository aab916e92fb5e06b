import { canonicalImage, type ImageRef } from './image-ref';
import { parseImageRef } from './parse-image-ref';

/**
 * The name under which BuildKit's Dockerfile frontend looks an image up among the named contexts: as short as docker
 * prints it, without the tag `latest`. Bake takes the keys of `contexts` as they are, so another spelling never matches.
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerui/namedcontext.go
 */
export const contextName = (ref: ImageRef): string =>
  canonicalImage(ref)
    .replace(/^docker\.io\/(?:library\/)?/u, '')
    .replace(/:latest$/u, '');

/** The same for a name as a Dockerfile spells it; undefined where it is no legal one. */
export function contextNameOf(name: string): string | undefined {
  const ref = parseImageRef(name, { place: name });
  return ref.ok ? contextName(ref.value) : undefined;
}
