import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AptArchive } from './apt-archive.mjs';
import { pathsIn } from '../folder/engine-folder.mjs';
import { forgetAll } from '../forget-builds.mjs';
import { makeNodeRoot } from './node-root.mjs';
import { makePythonRoot } from './python-root.mjs';
import { run } from '../process/run.mjs';
import { settleAll } from '../process/settle-all.mjs';
import { CERTIFICATES, makeShellRoot } from './shell-root.mjs';
import { BASE_IMAGES, type StandInKind } from './stand-in-images.mjs';

type Env = Readonly<Record<string, string>>;

/** Prepares what stand-ins for these images are made of. Needs no engine yet. */
export async function makeStandInRoots(
  folder: string,
  images: readonly string[],
  own: AptArchive,
): Promise<void> {
  const { standIns, programs } = pathsIn(folder);
  const kinds = new Set(images.map(kindOf));
  mkdirSync(standIns, { recursive: true });
  const busybox = ['usr/bin/busybox', 'bin/busybox']
    .map((name) => join(programs, name))
    .find((path) => existsSync(path));
  await settleAll([
    makeShellRoot(join(standIns, 'shell'), busybox ?? 'busybox'),
    kinds.has('node') && makeNodeRoot(join(standIns, 'node')),
    kinds.has('python') && makePythonRoot(join(standIns, 'python'), own),
  ]);
}

/** Builds the stand-ins in one bake and pushes them to where the engine looks for Docker Hub's images. */
export async function pushStandIns(
  folder: string,
  images: readonly string[],
  where: { env: Env; registry: string },
): Promise<void> {
  const context = pathsIn(folder).standIns;
  const targets = images.map(
    (image) => [image.replace(/\W/g, '-'), standInTarget(image, context, where.registry)] as const,
  );
  const file = join(context, 'docker-bake.json');
  writeFileSync(join(context, 'Dockerfile'), dockerfile());
  writeFileSync(file, JSON.stringify({ target: Object.fromEntries(targets) }, null, 2));
  const options = ['--file', file, '--provenance=false', '--allow', `fs=${context}`];
  await run('docker', ['buildx', 'bake', ...options, ...targets.map(([name]) => name)], { env: where.env });
  // The engine starts empty: what was built here comes back from the registry, like any base image.
  await forgetAll(where.env);
}

function kindOf(image: string): StandInKind {
  return BASE_IMAGES[image] ?? 'shell';
}

function standInTarget(image: string, context: string, registry: string) {
  return {
    context,
    target: kindOf(image),
    // The level only saves time: nobody downloads these over a network.
    output: [`type=registry,name=${registry}/library/${image},compression-level=1`],
    labels: {
      'org.opencontainers.image.title': `stand-in for ${image}`,
      'org.opencontainers.image.description': `A stand-in for ${image}, which could not be pulled: made of this machine's own programs by nx-bake's tools/engine. Not the real image.`,
    },
  };
}

function dockerfile(): string {
  const certificates = existsSync(CERTIFICATES);
  return `FROM scratch AS shell
COPY shell/ /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["sh"]

FROM shell AS node
COPY node/ /
COPY --chown=1000:1000 shell/home/ /home/node/
ENV NODE_VERSION=${process.versions.node}${certificates ? ` NODE_EXTRA_CA_CERTS=${CERTIFICATES}` : ''}
CMD ["node"]

FROM shell AS python
COPY python/ /
ENV LANG=C.UTF-8${certificates ? ` SSL_CERT_FILE=${CERTIFICATES}` : ''}
CMD ["python3"]
`;
}
