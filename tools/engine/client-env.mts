import { pathsIn } from './folder/engine-folder.mjs';

/** Variables that would lead a docker client past DOCKER_HOST, or buildx past its default builder. */
const MISLEADING = ['DOCKER_CONTEXT', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH', 'BUILDX_BUILDER'];

/** The environment of somebody who uses the private engine. */
export function clientEnv(folder: string, registry: string): Record<string, string> {
  const { bin, dockerConfig, dockerSocket } = pathsIn(folder);
  const path = (process.env['PATH'] ?? '').split(':').filter((each) => each !== bin);
  return {
    DOCKER_HOST: `unix://${dockerSocket}`,
    DOCKER_CONFIG: dockerConfig,
    PATH: [bin, ...path].join(':'),
    NX_BAKE_REGISTRY: registry,
    ...Object.fromEntries(MISLEADING.filter((name) => process.env[name]).map((name) => [name, ''])),
  };
}
