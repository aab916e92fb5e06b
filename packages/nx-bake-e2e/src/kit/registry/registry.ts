/** The registry of the engine: host:port. */
export const registry = (): string => process.env['NX_BAKE_REGISTRY'] ?? '';

let counter = 0;

/** A path in the registry that no other test uses. */
export const freshRegistry = (): string =>
  `${registry()}/e2e-${process.pid}-${Date.now().toString(36)}-${counter++}`;

const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** The digest of what a reference `host:port/name:tag` names, or nothing when it is not there. */
export async function digestOf(reference: string): Promise<string | undefined> {
  const [, host = '', name = '', tag = 'latest'] = /^([^/]+)\/(.+?)(?::([^:/]+))?$/u.exec(reference) ?? [];
  const response = await fetch(`http://${host}/v2/${name}/manifests/${tag}`, {
    method: 'HEAD',
    headers: { accept: ACCEPT },
  });
  return response.ok ? (response.headers.get('docker-content-digest') ?? undefined) : undefined;
}
