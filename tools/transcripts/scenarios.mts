import { hclTarget, type TargetOptions } from './hcl-target.mjs';
import type { Scenario } from './scenario.mjs';

const FROM = 'FROM busybox:stable\n';

/** A scenario whose targets have one Dockerfile each, by their names. */
function scenario(
  name: string,
  dockerfiles: Readonly<Record<string, string>>,
  more: Partial<Scenario> & {
    readonly each?: TargetOptions;
    readonly only?: Readonly<Record<string, TargetOptions>>;
  } = {},
): Scenario {
  const { each, only, ...rest } = more;
  const names = Object.keys(dockerfiles);
  const targets = names.map((target) => hclTarget(target, { ...each, ...only?.[target] }));
  const files = Object.entries(dockerfiles).flatMap(([target, content]): [string, string][] => [
    [`${target}/Dockerfile`, content],
    [`${target}/app.txt`, `the app of ${target}\n`],
  ]);
  return {
    name,
    files: { ...Object.fromEntries(files), 'docker-bake.hcl': targets.map(({ hcl }) => hcl).join('\n') },
    build: names,
    targets: targets.map(({ record }) => record),
    ...rest,
  };
}

const APP = `${FROM}RUN echo common work\nCOPY app.txt /\n`;
const SLOW = `${FROM}RUN echo slow; sleep 20\n`;
const STAGED = `${FROM.replace('\n', ' AS build\n')}RUN echo compiling; echo warned >&2\n${FROM}COPY --from=build /bin/true /app\n`;
const cached = (name: string, more = ''): TargetOptions => ({
  extra: `cache-from = ["type=registry,ref=REGISTRY/cache/${name}:1"]
  cache-to = ["type=registry,ref=REGISTRY/cache/${name}:1,mode=max,image-manifest=true,ignore-error=true${more}"]`,
});

export const SCENARIOS: readonly Scenario[] = [
  scenario('shared-step', { mail: APP, orders: APP }),
  scenario('all-cached', { mail: APP, orders: APP }, { before: ['bake'] }),
  scenario('single', { orders: STAGED }),
  scenario('single-fails', { orders: `${FROM}RUN echo no luck; exit 4\n` }),
  scenario('pushed', { mail: APP, orders: STAGED }, { each: { output: 'push' } }),
  scenario(
    'pushed-with-cache',
    { mail: APP, orders: STAGED },
    {
      only: { mail: { output: 'push', ...cached('mail') }, orders: { output: 'push', ...cached('orders') } },
    },
  ),
  scenario(
    'restored-from-cache',
    { mail: APP, orders: STAGED },
    {
      only: { mail: { output: 'push', ...cached('mail') }, orders: { output: 'push', ...cached('orders') } },
      before: ['bake', 'forget'],
    },
  ),
  scenario('one-fails', {
    billing: `${FROM}RUN echo billing starts; sleep 3; echo broken >&2; exit 7\n`,
    mail: `${FROM}RUN echo quick\n`,
    orders: SLOW,
  }),
  scenario('two-fail', {
    billing: `${FROM}RUN echo a; sleep 2; exit 7\n`,
    mail: `${FROM}RUN echo b; sleep 2; exit 8\n`,
  }),
  scenario('shared-step-fails', {
    billing: `${FROM}RUN echo together; sleep 1; exit 5\nCOPY app.txt /\n`,
    mail: `${FROM}RUN echo together; sleep 1; exit 5\nRUN echo never\n`,
    orders: SLOW,
  }),
  scenario(
    'linked',
    {
      base: `${FROM}RUN echo base\n`,
      mail: 'FROM acme/base\nRUN echo mail\n',
      orders: 'FROM acme/base\nCOPY app.txt /\n',
    },
    {
      only: { base: { output: 'cacheonly' }, mail: { bases: ['base'] }, orders: { bases: ['base'] } },
      build: ['mail', 'orders'],
    },
  ),
  scenario(
    'linked-base-fails',
    {
      base: `${FROM}RUN echo base; sleep 1; exit 3\n`,
      mail: 'FROM acme/base\nRUN echo mail\n',
      orders: 'FROM acme/base\nRUN echo orders\n',
      web: SLOW,
    },
    { only: { mail: { bases: ['base'] }, orders: { bases: ['base'] } } },
  ),
  scenario(
    'linked-base-unreadable',
    { base: `FROM\n`, mail: 'FROM acme/base\nRUN echo mail\n', orders: 'FROM acme/base\nRUN echo orders\n' },
    { only: { mail: { bases: ['base'] }, orders: { bases: ['base'] } } },
  ),
  scenario('dockerfile-unreadable', { mail: `${FROM}RUM echo typo\n`, orders: SLOW }),
  scenario(
    'stage-missing',
    { mail: STAGED, orders: SLOW },
    { only: { mail: { extra: 'target = "nowhere"' } } },
  ),
  scenario('copy-missing', { mail: `${FROM}COPY not-there.txt /\n`, orders: SLOW }),
  scenario('image-missing', { mail: `FROM REGISTRY/acme/not-there:9\nRUN echo never\n`, orders: SLOW }),
  scenario('pull-refused', { mail: `FROM 127.0.0.1:9/acme/base:1\nRUN echo never\n`, orders: SLOW }),
  scenario(
    'folder-missing',
    { mail: APP, orders: APP },
    { only: { mail: { extra: 'dockerfile = "no/Dockerfile"' } } },
  ),
  scenario(
    'interrupted',
    { mail: `${FROM}RUN echo quick\n`, orders: SLOW },
    { stop: { signal: 'SIGINT', after: 'c2xvdw' } },
  ),
  scenario(
    'killed',
    { mail: `${FROM}RUN echo quick\n`, orders: SLOW },
    { stop: { signal: 'SIGKILL', after: 'c2xvdw' } },
  ),
  scenario(
    'engine-stopped',
    { billing: SLOW, mail: `${FROM}RUN echo quick\n`, orders: `${FROM}RUN sleep 5; echo late; sleep 20\n` },
    { stop: { signal: 'SIGKILL', after: 'bGF0Z', whom: 'engine' } },
  ),
  scenario(
    'cache-import-broken',
    { mail: APP, orders: STAGED },
    {
      only: { mail: { output: 'push', ...cached('broken-mail') }, orders: { output: 'push' } },
      before: ['bake', 'forget', 'lose-layers'],
    },
  ),
  scenario(
    'cache-export-fails',
    { mail: APP, orders: STAGED },
    {
      only: {
        mail: { extra: 'cache-to = ["type=registry,ref=127.0.0.1:9/cache/mail:1,ignore-error=true"]' },
      },
    },
  ),
  scenario(
    'cache-export-fails-call',
    { mail: APP, orders: SLOW },
    { only: { mail: { extra: 'cache-to = ["type=registry,ref=127.0.0.1:9/cache/mail:1"]' } } },
  ),
  scenario(
    'push-refused',
    { mail: APP, orders: SLOW },
    { only: { mail: { output: 'push', ref: '127.0.0.1:9/acme/mail:1' } } },
  ),
  scenario('cacheonly', { mail: APP, orders: STAGED }, { each: { output: 'cacheonly' } }),
  scenario(
    'cacheonly-one-fails',
    { billing: `${FROM}RUN sleep 3; exit 7\n`, mail: APP },
    { each: { output: 'cacheonly' } },
  ),
  scenario(
    'metadata-one-fails',
    { billing: `${FROM}RUN sleep 3; exit 7\n`, mail: APP },
    { each: { output: 'cacheonly' }, options: ['--metadata-file', 'metadata.json'] },
  ),
  scenario(
    'platforms',
    { mail: `FROM scratch\nCOPY app.txt /\n`, orders: STAGED },
    {
      only: {
        mail: { output: 'push', extra: 'platforms = ["linux/amd64", "linux/arm64"]' },
        orders: { output: 'push' },
      },
    },
  ),
  scenario('warnings', {
    mail: `from busybox:stable as build\nRUN echo done\nCMD echo hello\n`,
    orders: APP,
  }),
  scenario(
    'overload',
    Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`s${index}`, `${FROM}COPY app.txt /\n`])),
    { each: { output: 'cacheonly' } },
  ),
  scenario('colour-and-umlauts', {
    orders: `${FROM}RUN printf 'gr\\303'; sleep 1; printf '\\274n \\033[32mok\\033[0m\\n'; printf '10%%\\r20%%\\r\\nend'\n`,
  }),
];
