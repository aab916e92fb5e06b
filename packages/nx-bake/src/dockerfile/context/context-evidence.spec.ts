import { minimatch } from 'minimatch';
import { decideContext, explainContext, type ContextDecision } from './context-evidence';
import { readDockerfile } from '../read/read-dockerfile';

interface Workspace {
  readonly root: string;
  /** Only what git knows: no dist, no node_modules. */
  readonly versioned: readonly string[];
}

const at = (root: string, ...own: string[]): Workspace => ({
  root,
  versioned: [
    'package.json',
    'pnpm-lock.yaml',
    'nx.json',
    'tsconfig.base.json',
    'libs/shared/src/index.ts',
    'packages/ui/package.json',
    'apps/other/package.json',
    `${root}/Dockerfile`,
    ...own.map((file) => (file.startsWith('/') ? file.slice(1) : `${root}/${file}`)),
  ],
});

function decide(dockerfile: string, { root, versioned }: Workspace): ContextDecision {
  const { localSources, mentions } = readDockerfile(dockerfile, { args: {} });
  const exists = (path: string): 'versioned' | 'absent' => {
    return versioned.some((file) => file === path || file.startsWith(`${path}/`) || minimatch(file, path))
      ? 'versioned'
      : 'absent';
  };
  return decideContext({ sources: localSources, mentions, projectRoot: root, exists });
}

const api = at('apps/api', 'package.json', 'src/main.ts');

type Case = readonly [name: string, workspace: Workspace, answer: string, dockerfile: string];

const CASES: readonly Case[] = [
  [
    "Nx's guide: a built node app",
    api,
    'workspace own-path',
    'FROM node:22\nWORKDIR /app\nCOPY dist/apps/api .\nCMD node main.js',
  ],
  [
    '@nx/node: the build location spelled in full',
    api,
    'workspace own-path',
    'FROM node:lts\nCOPY ./dist/apps/api/ dist\nCMD ["node", "dist"]',
  ],
  [
    '@nx/docker: the output in the project',
    api,
    'project no-evidence',
    'FROM node:22\nCOPY dist dist/\nRUN npm --prefix dist install',
  ],
  [
    "another project's output, in its folder",
    at('apps/api', 'nginx.conf'),
    'project tie',
    'FROM nginx\nCOPY packages/ui/dist html\nCOPY nginx.conf /etc',
  ],
  ["another project's output alone", api, 'workspace majority', 'FROM nginx\nCOPY packages/ui/dist html'],
  [
    'an output in a folder of the project',
    api,
    'project majority',
    'FROM nginx\nCOPY src/generated/api.json html',
  ],
  [
    'the project is the workspace',
    at('.', '/src/main.ts'),
    'project root-project',
    'FROM node:22\nCOPY package.json nx.json ./\nCOPY . .',
  ],
  [
    'COPY . . only',
    api,
    'project no-evidence',
    'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD npm start',
  ],
  [
    'COPY . . and nx build',
    api,
    'workspace mentions',
    'FROM node:22 AS b\nCOPY . .\nRUN npm ci && npx nx build api\nFROM node:22\nCOPY --from=b /out /app',
  ],
  [
    'COPY . . and the output in the image',
    api,
    'workspace mentions',
    'FROM node:22 AS b\nCOPY . /w\nRUN npm run build\nFROM node:22\nCOPY --from=b /w/dist/apps/api ./',
  ],
  [
    'COPY . . and a folder to work in',
    api,
    'workspace mentions',
    'FROM node:22\nCOPY . /w\nWORKDIR /w/apps/api\nRUN npm start',
  ],
  [
    'turbo prune',
    at('apps/web', 'package.json'),
    'workspace mentions',
    'FROM node:22 AS p\nCOPY . .\nRUN turbo prune web --docker\nFROM node:22\nCOPY --from=p /app/out/json/ .\nRUN pnpm install',
  ],
  [
    'a pipeline in the project that only sounds like nx',
    api,
    'project no-evidence',
    'FROM nginx\nCOPY . .\nRUN apk add nginx && nginx -t && echo nx',
  ],
  [
    'a Next.js app for itself',
    at('apps/web', 'package.json', 'next.config.js', 'public/a.png'),
    'project majority',
    'FROM node:22 AS deps\nCOPY package.json ./\nRUN npm i\nFROM node:22\nCOPY next.config.js ./\nCOPY public ./public\nCOPY . .\nRUN npm run build',
  ],
  [
    'a Next.js app of a workspace',
    at('apps/web', 'package.json', 'public/a.png'),
    'workspace own-path',
    'FROM node:22\nCOPY package.json pnpm-lock.yaml ./\nCOPY apps/web/package.json ./apps/web/\nCOPY . .\nCOPY --from=x /app/apps/web/.next ./',
  ],
  [
    'NestJS: package.json, src, tsconfig',
    at('apps/api', 'package.json', 'src/main.ts', 'tsconfig.json'),
    'project majority',
    'FROM node:22\nCOPY package*.json ./\nRUN npm ci\nCOPY tsconfig.json ./\nCOPY src ./src\nRUN npm run build',
  ],
  [
    'nginx: built site and a config in the project',
    at('apps/web', 'nginx.conf'),
    'workspace own-path',
    'FROM nginx\nCOPY dist/apps/web /usr/share/nginx/html\nCOPY nginx.conf /etc/nginx/nginx.conf',
  ],
  [
    'nginx: built site and a config at the root',
    at('apps/web', '/nginx.conf'),
    'workspace own-path',
    'FROM nginx\nCOPY nginx.conf /etc/nginx/\nCOPY dist/apps/web /usr/share/nginx/html',
  ],
  [
    'nginx: output and config in the project',
    at('apps/web', 'nginx.conf'),
    'project majority',
    'FROM nginx\nCOPY nginx.conf /etc/nginx/\nCOPY dist/ /usr/share/nginx/html',
  ],
  [
    'nginx: a browser folder in the output',
    at('apps/web', 'nginx.conf'),
    'workspace own-path',
    'FROM nginx\nCOPY dist/apps/web/browser /usr/share/nginx/html',
  ],
  [
    "another project's output",
    at('apps/gateway', 'main.ts'),
    'workspace majority',
    'FROM nginx\nCOPY dist/apps/other /usr/share/nginx/html',
  ],
  [
    'Go: a module in the project',
    at('services/auth', 'go.mod', 'go.sum', 'main.go'),
    'project majority',
    'FROM golang AS b\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build',
  ],
  [
    'Go: one module at the root',
    at('services/auth', '/go.mod', '/go.sum', 'main.go'),
    'workspace majority',
    'FROM golang AS b\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build',
  ],
  [
    'Go: a bind mount of the module',
    at('services/auth', 'go.mod', 'go.sum'),
    'project majority',
    'FROM golang\nRUN --mount=type=bind,source=go.sum,target=go.sum --mount=type=bind,source=go.mod,target=go.mod go mod download',
  ],
  [
    'Go: a wildcard',
    at('services/auth', 'go.mod', 'go.sum'),
    'project majority',
    'FROM golang\nCOPY go.* ./\nCOPY . .',
  ],
  [
    'Python: requirements in the project',
    at('services/ml', 'requirements.txt', 'app/main.py'),
    'project majority',
    'FROM python:3\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY app ./app',
  ],
  [
    'Python: poetry at the root',
    at('services/ml', '/pyproject.toml', '/poetry.lock'),
    'workspace majority',
    'FROM python:3\nCOPY pyproject.toml poetry.lock ./',
  ],
  [
    'Python: a wheel from the build',
    at('services/ml', 'pyproject.toml'),
    'project no-evidence',
    'FROM python:3\nCOPY dist/*.whl /tmp/\nRUN pip install /tmp/*.whl',
  ],
  [
    'pnpm: the root of the workspace',
    api,
    'workspace own-path',
    'FROM node:22\nCOPY pnpm-lock.yaml package.json ./\nCOPY apps/api/package.json apps/api/\nRUN pnpm i',
  ],
  [
    'pnpm: lockfile and a library',
    api,
    'workspace majority',
    'FROM node:22\nCOPY package.json pnpm-lock.yaml ./\nCOPY libs/shared libs/shared\nCOPY src ./src',
  ],
  [
    'pnpm: a wildcard over all packages',
    api,
    'workspace majority',
    'FROM node:22\nCOPY apps/*/package.json ./\nCOPY . .',
  ],
  [
    '--parents over all packages',
    api,
    'workspace own-path',
    'FROM node:22\nCOPY --parents package.json apps/api/./src /app/',
  ],
  [
    'Java: the jar of the build',
    at('services/pay', 'build.gradle', 'src/Main.java'),
    'project no-evidence',
    'FROM temurin:21\nCOPY build/libs/*.jar app.jar',
  ],
  [
    'Java: Maven with its sources',
    at('services/pay', 'pom.xml', 'src/Main.java'),
    'project majority',
    'FROM maven AS b\nCOPY pom.xml .\nCOPY src ./src\nRUN mvn package',
  ],
  [
    'Java: the jar spelled from the root',
    at('services/pay', 'build.gradle'),
    'workspace own-path',
    'FROM temurin:21\nCOPY services/pay/build/libs/*.jar app.jar',
  ],
  [
    '.NET: projects from the root',
    at('src/Api', 'Api.csproj', '/src/Core/Core.csproj', '/App.sln'),
    'workspace own-path',
    'FROM sdk AS b\nCOPY ["src/Api/Api.csproj", "src/Api/"]\nCOPY ["src/Core/Core.csproj", "src/Core/"]\nCOPY . .',
  ],
  [
    '.NET: the project for itself',
    at('src/Api', 'Api.csproj'),
    'project majority',
    'FROM sdk AS b\nCOPY *.csproj ./\nRUN dotnet restore\nCOPY . ./',
  ],
  [
    'Rust: a crate for itself',
    at('crates/edge', 'Cargo.toml', 'src/main.rs'),
    'project majority',
    'FROM rust\nCOPY Cargo.toml ./\nCOPY src src\nRUN cargo build',
  ],
  [
    'Rust: the workspace',
    at('crates/edge', 'Cargo.toml', '/Cargo.toml', '/Cargo.lock'),
    'workspace own-path',
    'FROM rust\nCOPY Cargo.toml Cargo.lock ./\nCOPY crates/edge crates/edge',
  ],
  [
    'PHP: composer',
    at('apps/shop', 'composer.json', 'composer.lock', 'public/index.php'),
    'project majority',
    'FROM php\nCOPY composer.json composer.lock ./\nCOPY . .',
  ],
  ['a tarball of the build', api, 'project no-evidence', 'FROM node:22\nADD dist/*.tar.gz /app'],
  ['a page of the build', api, 'project no-evidence', 'FROM nginx\nCOPY build/index.html /srv/'],
  [
    'a tie: a lockfile from the root and the sources',
    api,
    'project tie',
    'FROM node:22\nCOPY package.json pnpm-lock.yaml ./\nCOPY src ./src',
  ],
  [
    'files that both folders have',
    api,
    'project no-evidence',
    'FROM node:22\nCOPY package.json ./\nCOPY . .',
  ],
  ['a project at the top', at('api', 'src/main.ts'), 'workspace own-path', 'FROM node:22\nCOPY dist/api ./'],
  [
    'a project at the top with a folder of its name',
    at('api', 'api/main.py'),
    'project no-evidence',
    'FROM python:3\nCOPY api ./api',
  ],
  [
    'a folder that ends like the project',
    at('apps/api', '/old-apps/api/x', 'src/main.ts'),
    'project majority',
    'FROM a\nCOPY src my-apps/api /',
  ],
  [
    'an unneeded stage tells too',
    api,
    'workspace own-path',
    'FROM node:22 AS dev\nCOPY apps/api/src ./src\nFROM node:22\nCOPY dist dist',
  ],
  [
    'ONBUILD tells nothing',
    api,
    'project no-evidence',
    'FROM node:22\nONBUILD COPY apps/api /app\nONBUILD RUN nx build',
  ],
  ['no source at all', api, 'project no-evidence', 'FROM node:22\nRUN npx nx --version'],
  ['a leading ./ and /', api, 'workspace own-path', 'FROM node:22\nCOPY /apps/api/src ./apps/api/src'],
  [
    'a path spelled by an ARG',
    api,
    'workspace own-path',
    'FROM node:22\nARG APP=api\nCOPY dist/apps/${APP} .',
  ],
  ['a path that is not known', api, 'project no-evidence', 'FROM node:22\nARG APP\nCOPY dist/apps/${APP} .'],
];

describe('decideContext', () => {
  it.each(CASES.map(([name, ...rest]) => [name, rest] as const))(
    '%s',
    (_, [workspace, answer, dockerfile]) => {
      const { context, rule } = decide(dockerfile, workspace);
      expect(`${context} ${rule}`).toBe(answer);
    },
  );

  it('can be explained', () => {
    const decision = decide(
      'FROM nginx\nCOPY dist/apps/web /srv\nCOPY nginx.conf package.json . /x/',
      at('apps/web', 'nginx.conf', 'package.json'),
    );
    expect(explainContext(decision)).toEqual([
      "build context: the workspace, because a source spells the project's own path",
      "  line 2: COPY dist/apps/web spells the project's own path",
      "  line 3: COPY nginx.conf exists only in the project's folder",
      '  line 3: COPY package.json exists in both folders, and tells nothing',
      '  line 3: COPY . is the whole context, and tells nothing',
    ]);
  });

  it.each([
    ['./node_modules/.bin/nx run-many -t build', 'nx run-many'],
    ['npm ci && npx nx@latest build api', 'nx@latest build'],
    ['pnpm install && pnpm --filter=api deploy --prod /out', 'pnpm --filter=api'],
    ['yarn workspace api build', 'yarn workspace api'],
    ['npm run build --workspace=api', 'npm run build --workspace=api'],
    ['cd apps/api && npm start', 'apps/api'],
  ])('takes %s for work in a workspace', (command, seen) => {
    const { rule, because } = decide(`FROM a\nCOPY . .\nRUN ${command}`, api);
    expect([rule, because.at(-1)?.text]).toEqual(['mentions', seen]);
  });

  it.each(['pnpm install', 'nginx -t', 'nx --version', 'npm run nx', 'yarn build'])(
    'does not take %s for it',
    (command) => {
      expect(decide(`FROM a\nCOPY . .\nRUN ${command}`, api).rule).toBe('no-evidence');
    },
  );

  it('explains that nothing was found', () => {
    expect(explainContext(decide('FROM a', api))).toEqual([
      "build context: the project's folder, because no source tells otherwise",
    ]);
  });
});
