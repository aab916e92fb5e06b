import { baseAndUsers } from './base-and-users.mjs';
import { createBenchWorkspace, type BenchWorkspace, type Timed } from '../bench-workspace.mjs';
import type { BenchOptions, BenchResult, Row } from '../bench.mjs';
import { expensiveSteps } from '../expensive-steps.mjs';
import { median } from '../median.mjs';

interface Scene {
  readonly workspace: BenchWorkspace;
  readonly names: readonly string[];
}

/** The tools that bake: the same services, the same registry, caches of their own. */
const TOOLS: Readonly<Record<string, (scene: Scene, flags: BuildFlags) => Promise<Timed>>> = {
  'bare bake': ({ workspace }, { cache }) =>
    workspace.time('docker', [
      'buildx',
      'bake',
      '--file',
      cache ? 'cached.hcl' : 'uncached.hcl',
      '--progress=rawjson',
    ]),
  'nx-bake': ({ workspace }, { cache }) =>
    workspace.time('nx', [
      ...['run-many', '-t', 'docker-build', '--push', '--progress=raw', '--output-style=stream'],
      ...(cache ? [] : ['--cache=none']),
    ]),
};

interface BuildFlags {
  readonly cache: boolean;
}

/** Stateless builders: what the registry caches save, with bare bake and with nx-bake. */
export async function stateless({
  services = 20,
  users = 10,
  rounds = 5,
  seconds = 4,
}: BenchOptions): Promise<BenchResult> {
  const parts = [
    ...(services > 0 ? [await overOneContext({ services, rounds, seconds })] : []),
    ...(users > 0 ? [await baseAndUsers({ users, rounds })] : []),
  ];
  return {
    rows: parts.flatMap(({ rows }) => rows),
    findings: Object.assign({}, ...parts.map((part) => part.findings)) as BenchResult['findings'], // of the parts
  };
}

/** Independent services that share a library, all with the workspace as their context. */
async function overOneContext({
  services,
  rounds,
  seconds,
}: Required<Pick<BenchOptions, 'services' | 'rounds' | 'seconds'>>): Promise<BenchResult> {
  const names = Array.from({ length: services }, (_, index) => `svc-${String(index + 1).padStart(2, '0')}`);
  const workspace = await createBenchWorkspace({ context: 'workspace' });
  const scene = { workspace, names };
  try {
    await writeServices(scene, await megabytesIn(workspace, seconds));
    for (const [tool, build] of Object.entries(TOOLS))
      await step(scene, { tool, build, what: 'first', round: 0 });
    const rows: Row[] = [];
    for (let round = 1; round <= rounds; round++) rows.push(...(await oneRound(scene, round)));
    return { rows, findings: findings(rows, services) };
  } finally {
    await workspace.remove();
  }
}

/** How much busybox' sha256sum gets through here in that time: real work for one core, of a known length. */
async function megabytesIn(workspace: BenchWorkspace, seconds: number): Promise<number> {
  const time = async (megabytes: number): Promise<number> => {
    const script = `head -c ${megabytes}m /dev/zero | sha256sum`;
    return (await workspace.time('docker', ['run', '--rm', 'busybox:stable', 'sh', '-c', script])).seconds;
  };
  await time(0);
  const perMegabyte = ((await time(1000)) - (await time(0))) / 1000;
  return Math.round(seconds / Math.max(perMegabyte, 1e-4));
}

async function oneRound(scene: Scene, round: number): Promise<Row[]> {
  const rows: Row[] = [];
  const measure = async (what: string, { tools = Object.keys(TOOLS), cache = true } = {}): Promise<void> => {
    for (const tool of tools) {
      const build = TOOLS[tool];
      if (build !== undefined) rows.push(await step(scene, { tool, build, what, round, cache }));
    }
  };
  await measure('nothing changed');
  const changed = scene.names[round % scene.names.length] ?? '';
  await scene.workspace.write(`services/${changed}/main.txt`, `${changed}, changed in round ${round}\n`);
  await measure('one service changed');
  await scene.workspace.write('libs/shared/shared.txt', `changed in round ${round}\n`);
  await measure('library changed');
  await measure('no cache at all', { tools: ['nx-bake'], cache: false });
  return rows;
}

interface Step {
  readonly tool: string;
  readonly build: (scene: Scene, flags: BuildFlags) => Promise<Timed>;
  readonly what: string;
  readonly round: number;
  readonly cache?: boolean;
}

async function step(scene: Scene, { tool, build, what, round, cache = true }: Step): Promise<Row> {
  await scene.workspace.forget();
  const { seconds, output } = await build(scene, { cache });
  const row = { round, what, tool, 'steps run': expensiveSteps(output), seconds: Number(seconds.toFixed(1)) };
  console.error(JSON.stringify(row));
  return row;
}

/** Half of the services use the library. */
async function writeServices({ workspace, names }: Scene, megabytes: number): Promise<void> {
  await workspace.write('libs/shared/project.json', JSON.stringify({ name: 'shared' }));
  await workspace.write('libs/shared/shared.txt', 'shared\n');
  const dockerfile = [
    'FROM busybox:stable AS build',
    'WORKDIR /app',
    'COPY . .',
    'ARG NAME',
    `RUN : expensive; head -c ${megabytes}m /dev/zero | sha256sum > /sum && cat services/$NAME/main.txt /sum > /out`,
    'FROM busybox:stable',
    'COPY --from=build /out /out',
    '',
  ].join('\n');
  for (const [index, name] of names.entries()) {
    const options = { args: { NAME: name } };
    const implicitDependencies = index % 2 === 0 ? ['shared'] : [];
    const project = { name, implicitDependencies, targets: { 'docker-build': { options } } };
    await workspace.write(`services/${name}/project.json`, JSON.stringify(project));
    await workspace.write(`services/${name}/main.txt`, `${name}\n`);
    await workspace.write(`services/${name}/Dockerfile`, dockerfile);
  }
  await workspace.write('cached.hcl', bakeFile({ workspace, names }, true));
  await workspace.write('uncached.hcl', bakeFile({ workspace, names }, false));
  await workspace.write('.dockerignore', 'node_modules\n.nx\n*.hcl\n');
}

/** As people write it by hand: https://docs.docker.com/build/bake/ */
function bakeFile({ workspace, names }: Scene, cached: boolean): string {
  const targets = names.map((name) => {
    const image = `${workspace.registry}/bare/${name}`;
    const caches = [
      `  cache-from = ["type=registry,ref=${image}-build-cache"]`,
      `  cache-to = ["type=registry,ref=${image}-build-cache,mode=max,ignore-error=true"]`,
    ];
    return [
      `target "${name}" {`,
      '  context = "."',
      `  dockerfile = "services/${name}/Dockerfile"`,
      `  args = { NAME = "${name}" }`,
      `  tags = ["${image}:latest"]`,
      ...(cached ? caches : []),
      '  output = ["type=image,push=true"]',
      '}',
    ].join('\n');
  });
  return [`group "default" { targets = ${JSON.stringify(names)} }`, ...targets, ''].join('\n');
}

function findings(rows: readonly Row[], services: number): Record<string, number | string> {
  const of = (tool: string, what: string): Row[] =>
    rows.filter((row) => row['tool'] === tool && row['what'] === what);
  const ran = (tool: string, what: string): string =>
    of(tool, what)
      .map((row) => row['steps run'])
      .join(', ');
  const ratio = (tool: string, what: string): string => {
    const ratios = of(tool, what).map(
      (row, index) => Number(of(tool, 'no cache at all')[index]?.['seconds']) / Number(row['seconds']),
    );
    return median(ratios).toFixed(1);
  };
  const counts = Object.keys(TOOLS).flatMap((tool) => [
    [
      `${tool}: expensive steps run again of ${services}, nothing changed, by round`,
      ran(tool, 'nothing changed'),
    ],
    [`${tool}: the same, one service changed`, ran(tool, 'one service changed')],
    [`${tool}: the same, library of ${Math.ceil(services / 2)} changed`, ran(tool, 'library changed')],
  ]);
  const ratios = ['nothing changed', 'one service changed', 'library changed'].map((what) => [
    `nx-bake, no cache : cache, ${what} (median)`,
    ratio('nx-bake', what),
  ]);
  return Object.fromEntries([...counts, ...ratios]) as Record<string, string>; // pairs of texts
}
