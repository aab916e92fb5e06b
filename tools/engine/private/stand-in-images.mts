import { tryRun } from '../process/run.mjs';

export type StandInKind = 'shell' | 'node' | 'python';

/** The base images that examples and tests are built on. */
export const BASE_IMAGES: Readonly<Record<string, StandInKind>> = {
  'node:22-slim': 'node',
  'python:3-slim': 'python',
  'debian:stable-slim': 'shell',
  'busybox:stable': 'shell',
  'alpine:3': 'shell',
};

/** Those of them that cannot be pulled here. Asks once, shortly, all at the same time. */
export async function unreachableImages(env: Readonly<Record<string, string>>): Promise<string[]> {
  const names = Object.keys(BASE_IMAGES);
  const answers = await Promise.all(
    names.map((name) => {
      const ref = `docker.io/library/${name}`;
      return tryRun('docker', ['buildx', 'imagetools', 'inspect', ref], { env, timeoutMs: 6_000 });
    }),
  );
  return names.filter((_, index) => answers[index]?.ok !== true);
}
