/**
 * An image reference in its parts: `[registry/]repository[:tag][@digest]`.
 * `shared` marks the parts that come from a workspace-wide setting: the committed bake file writes them as variables.
 */
export interface ImageRef {
  /** A host, or a host with a path where it comes from the setting `registry` (`ghcr.io/acme`). */
  readonly registry?: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
  readonly shared?: { readonly registry: boolean; readonly tag: boolean };
  /** Only in cache refs with `shared.tag`: what of the tag stays when the scope changes, joined to it with a dot. */
  readonly tagBase?: string;
}

export function formatImageRef(ref: ImageRef): string {
  const registry = ref.registry === undefined ? '' : `${ref.registry}/`;
  const tag = ref.tag === undefined ? '' : `:${ref.tag}`;
  const digest = ref.digest === undefined ? '' : `@${ref.digest}`;
  return `${registry}${ref.repository}${tag}${digest}`;
}

/**
 * One spelling per image, to compare by: `acme/api` and `docker.io/acme/api:latest` are the same. The rules are
 * docker's: https://github.com/distribution/reference/blob/0965666a6ade2e06035fe352e38344be1e68951a/normalize.go#L143
 */
export function canonicalImage(ref: ImageRef): string {
  const name = formatImageRef({
    ...(ref.registry !== undefined && { registry: ref.registry }),
    repository: ref.repository,
  });
  const full = /^(?:index\.)?docker\.io\//u.test(name) || ref.registry === undefined ? hubName(name) : name;
  return ref.digest === undefined ? `${full}:${ref.tag ?? 'latest'}` : `${full}@${ref.digest}`;
}

function hubName(name: string): string {
  const path = name.replace(/^(?:index\.)?docker\.io\//u, '');
  return `docker.io/${path.includes('/') ? path : `library/${path}`}`;
}
