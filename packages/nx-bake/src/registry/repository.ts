import { formatImageRef, type ImageRef } from '../images/image-ref';

/** A repository of a registry, as the registry's API and docker's credentials name it. */
export interface Repository {
  /** Host with its port. */
  readonly host: string;
  readonly name: string;
}

/** Docker Hub's API is not at the host that its references name. */
const HUB_API = 'registry-1.docker.io';

/** https://github.com/docker/cli/blob/v28.5.2/internal/registry/config.go */
const HUB_CREDENTIALS = 'https://index.docker.io/v1/';

/** The repository that a reference is in. A setting `registry` may hold a part of the path. */
export function repositoryOf(ref: ImageRef): Repository {
  const { registry, repository } = ref;
  if (registry === undefined) return onHub(repository);
  const [host = '', ...path] = formatImageRef({ registry, repository }).split('/');
  const name = path.join('/');
  return host === 'docker.io' || host === 'index.docker.io' ? onHub(name) : { host, name };
}

const onHub = (name: string): Repository => ({
  host: HUB_API,
  name: name.includes('/') ? name : `library/${name}`,
});

/** The name under which docker keeps the credentials of a host. */
export const credentialsKey = (host: string): string => (host === HUB_API ? HUB_CREDENTIALS : host);

export const isHub = (host: string): boolean => host === HUB_API;

/** Whether a host is this machine, which docker speaks plain HTTP to. */
export const isLoopback = (host: string): boolean =>
  /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/u.test(host);
