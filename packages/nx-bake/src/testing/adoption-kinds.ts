/** A kind of hand-written bake or compose file, with the workspace around it and the mapping that it should get. */
export interface AdoptionKind {
  /** In fixtures/adoption. */
  readonly fixture: string;
  /** The path of the file in the workspace. */
  readonly path: string;
  /** Further files: path → fixture. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Path → text. A project is a folder with a manifest, named by it or by its folder. */
  readonly files: Readonly<Record<string, string>>;
  readonly projects: Readonly<Record<string, string>>;
  /** Bake target → verdict and folder. */
  readonly mapping: Readonly<Record<string, string>>;
  /** The first image of each project that has several. */
  readonly first?: Readonly<Record<string, string | undefined>>;
  readonly folder?: string;
}

const ALL = 'FROM busybox:stable\nCOPY . .\n';
const copying = (...sources: string[]): string =>
  `FROM busybox:stable\n${sources.map((source) => `COPY ${source} ${source}/\n`).join('')}`;

export const ADOPTION_KINDS: readonly AdoptionKind[] = [
  {
    fixture: '1-dockerfile-per-service.hcl',
    path: 'docker-bake.hcl',
    files: {
      'services/orders-api/Dockerfile': ALL,
      'apps/storefront/Dockerfile': ALL,
      'services/mailer/build/Dockerfile': ALL,
      'ops/mail-relay/Dockerfile': ALL,
    },
    projects: {
      'services/orders-api': '@shop/orders-api',
      'apps/storefront': 'storefront',
      'services/mailer': 'mailer',
      '.': 'shop',
    },
    mapping: {
      orders_api: 'sure services/orders-api',
      storefront: 'sure apps/storefront',
      mailer: 'sure services/mailer',
      'mail-relay': 'folder ops/mail-relay',
    },
  },
  {
    fixture: '2-own-contexts.hcl',
    path: 'docker-bake.hcl',
    files: {
      'backend/ledger/dockerfile': 'FROM busybox:stable\nCOPY . .\nCOPY --from=common . /c\n',
      'backend/payouts/dockerfile': 'FROM busybox:stable\nCOPY . .\nCOPY --from=common . /c\n',
      'frontend/console/Dockerfile.prod': ALL,
      'testdata/a': '',
    },
    projects: {
      'backend/ledger': 'ledger',
      'backend/payouts': 'payouts',
      'backend/common': 'common',
      'frontend/console': 'console',
    },
    mapping: {
      'docker-metadata-action': 'base',
      ledger: 'sure backend/ledger',
      payouts: 'sure backend/payouts',
      console: 'sure frontend/console',
    },
  },
  {
    fixture: '3-one-dockerfile-many-stages.hcl',
    path: 'docker-bake.hcl',
    beside: { 'docker-bake.override.hcl': '3-one-dockerfile-many-stages.override.hcl' },
    files: {
      Dockerfile: `FROM busybox:stable AS build
COPY . .
FROM busybox:stable AS rates_feed
COPY --from=build /rates_feed /
FROM busybox:stable AS alerts
COPY --from=build /alerts /
FROM busybox:stable AS video_encoder
COPY --from=build /video_encoder /
FROM busybox:stable AS proxy
COPY proxy/nginx.conf /
`,
      'proxy/nginx.conf': '',
    },
    projects: {
      rates_feed: 'rates_feed',
      alert_sender: 'alert_sender',
      video_encoder: 'video_encoder',
      '.': 'rates',
    },
    mapping: {
      rates_feed: 'ask rates_feed',
      'alert-sender': 'ask alert_sender',
      video_encoder: 'ask video_encoder',
      proxy: 'loose',
    },
  },
  {
    fixture: '4-args-name-the-project.json',
    path: 'docker-bake.json',
    files: {
      Dockerfile: `FROM busybox:stable AS build
ARG PROJECT
ARG OUTPUT
COPY . .
FROM busybox:stable AS server
ARG OUTPUT
COPY --from=build $OUTPUT /app
FROM busybox:stable AS static
ARG OUTPUT
COPY --from=build $OUTPUT /app
FROM busybox:stable AS schema
COPY package.json .
COPY libs/schema schema
`,
    },
    projects: {
      'apps/accounts/api': 'accounts-api',
      'apps/accounts/web': '@acme/accounts-web',
      'apps/reports': 'reports',
      'libs/schema': 'schema-tools',
      '.': 'acme',
    },
    mapping: {
      _node: 'base',
      'accounts-api': 'sure apps/accounts/api',
      'accounts-web': 'sure apps/accounts/web',
      'reports-job': 'sure apps/reports',
      schema: 'ask libs/schema',
    },
  },
  {
    fixture: '5-dockerfiles-in-one-folder.hcl',
    path: 'docker/docker-bake.hcl',
    folder: 'docker',
    files: {
      'edge/dockerfile': ALL,
      'docker/images/site.Dockerfile': copying('package.json', 'site/package.json', 'libs', 'site'),
      'docker/images/Dockerfile.api': copying('services/api'),
      'docker/images/migrations.Dockerfile': copying('db/migrations', 'db/conf'),
      'docker/images/bundle.Dockerfile': ALL,
    },
    projects: {
      site: 'site',
      'services/api': '@acme/api',
      'libs/ui': 'ui',
      'edge/agent': 'agent',
      '.': 'acme',
    },
    mapping: {
      site: 'sure site',
      api: 'sure services/api',
      agent: 'ask edge/agent',
      migrations: 'loose',
      bundle: 'loose',
    },
  },
  {
    fixture: '6-matrix.hcl',
    path: 'docker-bake.hcl',
    files: {
      'server/intake/Dockerfile': ALL,
      'server/pricing/Dockerfile': ALL,
      'workers/Dockerfile': `FROM busybox:stable AS planner
COPY workers/planner .
FROM busybox:stable AS solver
COPY workers/solver .
`,
      'images/sandbox/Dockerfile': 'FROM busybox:stable\nCOPY --from=tools / /tools\n',
    },
    projects: {
      'server/intake': 'intake',
      'server/pricing': 'pricing',
      'workers/planner': 'planner',
      'workers/solver': 'solver',
      'images/sandbox': 'sandbox',
    },
    mapping: {
      'svc-intake': 'sure server/intake',
      'svc-pricing': 'sure server/pricing',
      planner: 'sure workers/planner',
      solver: 'sure workers/solver',
      'sandbox-20_1': 'sure images/sandbox',
      'sandbox-22_0': 'sure images/sandbox',
    },
    first: { 'images/sandbox': undefined },
  },
  {
    fixture: '7-stages-of-one-project.hcl',
    path: 'docker-bake.hcl',
    files: {
      'engine/Dockerfile':
        'FROM busybox:stable AS tests\nCOPY . .\nFROM busybox:stable AS runtime\nCOPY . .\n',
      'viewer/docker/Dockerfile.nginx': ALL,
      'viewer/docker/Dockerfile.dev': ALL,
    },
    projects: { engine: 'engine', viewer: 'viewer' },
    mapping: {
      _common: 'base',
      'hook-engine': 'base',
      settings: 'base',
      engine: 'sure engine',
      'engine-test': 'sure engine',
      viewer: 'sure viewer',
      'viewer-dev': 'sure viewer',
    },
    first: { engine: 'engine', viewer: 'viewer' },
  },
  {
    fixture: '8-bases-and-tools.hcl',
    path: 'docker-bake.hcl',
    files: {
      'gateway/Dockerfile': 'FROM base\nCOPY gateway gateway\n',
      'hack/lint.Dockerfile': ALL,
      'docs/Dockerfile': 'FROM busybox:stable\nCOPY docs .\n',
    },
    projects: { gateway: 'gateway', '.': 'tools' },
    mapping: {
      'runtime-base': 'loose',
      gateway: 'sure gateway',
      lint: 'loose',
      check: 'check gateway',
      'geo-data': 'loose',
      manual: 'folder docs',
    },
  },
  {
    fixture: 'c1-apps.compose.yaml',
    path: 'compose.yaml',
    files: {
      'apps/shop/Dockerfile': 'FROM busybox:stable AS dev\nCOPY . .\n',
      'services/stock/Dockerfile': ALL,
      'tools/seed/Dockerfile': ALL,
    },
    projects: { 'apps/shop': 'shop', 'services/stock': 'stock' },
    mapping: { shop: 'ask apps/shop', stock: 'sure services/stock', seed: 'folder tools/seed' },
  },
  {
    fixture: 'c2-one-image-many-services.compose.yaml',
    path: 'docker-compose.yml',
    files: {
      'apps/core/Dockerfile.core': 'FROM busybox:stable AS docs\nCOPY . .\nFROM docs\nCOPY . .\n',
      'apps/panel/Dockerfile.panel': ALL,
    },
    projects: { 'apps/core': 'core', 'apps/panel': 'panel' },
    mapping: { core: 'sure apps/core', 'core-docs': 'sure apps/core', panel: 'sure apps/panel' },
    first: { 'apps/core': 'core' },
  },
  {
    fixture: 'c3-in-a-folder.compose.yaml',
    path: 'deploy/compose.yaml',
    folder: 'deploy',
    files: {
      'deploy/Dockerfile': 'FROM busybox:stable\nARG BIN\nCOPY . .\n',
      'deploy/traefik/Dockerfile': ALL,
      'frontend/board/Dockerfile': 'FROM busybox:stable\nCOPY --from=theme . .\n',
    },
    projects: {
      'crates/ingest-server': 'ingest-server',
      'crates/relay-server': 'relay-server',
      'frontend/board': 'board',
      'frontend/theme': 'theme',
    },
    mapping: {
      ingest: 'sure crates/ingest-server',
      relay: 'sure crates/relay-server',
      board: 'sure frontend/board',
      runtime: 'loose',
      traefik: 'folder deploy/traefik',
    },
  },
];
