import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const BASES = 10;
const FOLDERS = 10;

/** The base images, and the folders that services copy. */
export const PROJECTS_BESIDES = BASES + FOLDERS;

/** A workspace of services as they are: a base image of the workspace's own, a folder of another project, two stages. */
export async function writeServices(root: string, count: number): Promise<void> {
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  const project = (name: string): string => JSON.stringify({ name, projectType: 'application' });
  await write('.gitignore', 'node_modules\n.nx\ndist\n');
  await write('package.json', JSON.stringify({ name: 'many', private: true }));
  await write(
    'package-lock.json',
    JSON.stringify({ name: 'many', lockfileVersion: 3, packages: { '': {} } }),
  );
  for (let index = 1; index <= BASES; index++) {
    await write(`images/base-${index}/project.json`, project(`base-${index}`));
    await write(`images/base-${index}/Dockerfile`, `FROM node:22-slim\nRUN apt-get update\n`);
  }
  for (let index = 1; index <= FOLDERS; index++) {
    await write(`libs/shared-${index}/project.json`, project(`shared-${index}`));
    await write(`libs/shared-${index}/src/main.js`, '');
  }
  for (let index = 1; index <= count; index++) {
    const name = `svc-${index}`;
    await write(`services/${name}/project.json`, project(name));
    await write(`services/${name}/package.json`, JSON.stringify({ name, version: '1.0.0' }));
    await write(`services/${name}/src/main.js`, '');
    await write(`services/${name}/Dockerfile`, dockerfile(name, index));
  }
}

/** No two are alike: each names its own paths. */
const dockerfile = (name: string, index: number): string => `# syntax=docker/dockerfile:1
ARG BASE_TAG=latest
FROM registry.example/acme/base-${(index % BASES) + 1}:\${BASE_TAG} AS build
ARG VERSION=0.0.0
ENV NODE_ENV=production VERSION=\${VERSION}
WORKDIR /workspace
COPY package.json package-lock.json ./
COPY libs/shared-${(index % FOLDERS) + 1} libs/shared-${(index % FOLDERS) + 1}
COPY services/${name}/package.json services/${name}/
RUN --mount=type=cache,target=/root/.npm \\
    npm ci --omit=dev --workspace ${name} \\
    && npm cache verify
COPY services/${name} services/${name}
RUN npm run build --workspace ${name} -- --outdir /out

# what runs
FROM node:22-slim
LABEL org.opencontainers.image.title=${name}
WORKDIR /app
COPY --from=build /workspace/node_modules ./node_modules
COPY --from=build /out ./
USER node
EXPOSE ${3000 + (index % 1000)}
HEALTHCHECK --interval=10s CMD ["node", "health.js"]
ENTRYPOINT ["node", "main.js"]
`;
