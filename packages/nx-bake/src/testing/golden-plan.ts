import type { BakeVariables } from '../hcl/bake-variables';
import type { CacheEntry } from '../cache/entries/cache-entry';
import type { ImageRef } from '../images/image-ref';
import type { BakePlan } from '../plan/bake-plan';
import { bakeTarget } from './bake-target';

const shared = { registry: true, tag: true };

const image = (repository: string): ImageRef => ({ repository, tag: 'latest', shared });

const caches = (repository: string): { cacheFrom: readonly CacheEntry[]; cacheTo: readonly CacheEntry[] } => {
  const ref: ImageRef = { repository: `${repository}-build-cache`, shared };
  return {
    cacheFrom: [{ type: 'registry', ref, attributes: {} }],
    cacheTo: [{ type: 'registry', ref, attributes: { mode: 'max', 'ignore-error': 'true' } }],
  };
};

export const GOLDEN_VARIABLES: BakeVariables = { registry: '', tag: 'latest', cacheScope: '' };

/** An ordinary target, one with everything, and one that shares nothing with the others. */
export const GOLDEN_PLAN: BakePlan = {
  targets: [
    bakeTarget({
      name: 'acme-web-api-3f2a',
      project: '@acme/web.api',
      description: 'The public API',
      context: '.',
      dockerfile: 'apps/web-api/Dockerfile',
      target: 'runtime',
      contexts: { 'acme/base': 'target:base', root: '.' },
      args: { NODE_VERSION: '22', GREETING: 'Hi "${USER}", 100%{}\nbye \\o/' },
      labels: { 'org.opencontainers.image.title': 'web.api', 'org.opencontainers.image.licenses': 'MIT' },
      annotations: ['index:org.opencontainers.image.title=web.api'],
      tags: [
        image('acme/web-api'),
        { ...image('acme/web-api'), tag: 'v1', shared: { registry: true, tag: false } },
      ],
      platforms: ['linux/amd64', 'linux/arm64'],
      ...caches('acme/web-api'),
      output: 'push',
      secret: ['id=npm,env=NPM_TOKEN', 'type=file,id=npmrc,"src=my, own/.npmrc"'],
      ssh: ['default'],
      attest: ['type=provenance,mode=max', 'type=sbom'],
      network: 'none',
      'no-cache': true,
      'no-cache-filter': ['build'],
      pull: true,
      'extra-hosts': { 'my.host': '10.0.0.1' },
      'shm-size': '128m',
      ulimits: ['nofile=1024:1024'],
      entitlements: ['network.host'],
    }),
    bakeTarget({ name: 'base', tags: [image('acme/base')], ...caches('acme/base') }),
    bakeTarget({
      name: 'orders',
      tags: [{ registry: 'registry.example.com:5000', repository: 'orders', tag: '2.1' }],
      cacheFrom: [{ type: 'gha', attributes: { scope: 'nx-bake.orders' } }],
      cacheTo: [
        { type: 'gha', attributes: { scope: 'nx-bake.orders', mode: 'max', 'ignore-error': 'true' } },
        {
          type: 'registry',
          ref: { repository: 'orders', tag: 'build-cache', tagBase: 'build-cache', shared },
          attributes: { mode: 'max' },
        },
      ],
      output: 'load',
    }),
  ],
};
