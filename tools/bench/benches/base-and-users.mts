import { createBenchWorkspace, type BenchWorkspace, type Timed } from '../bench-workspace.mjs';
import type { BenchResult, Row } from '../bench.mjs';
import { expensiveSteps } from '../expensive-steps.mjs';

const BASE = 'runtime';

interface Scene {
  readonly workspace: BenchWorkspace;
  readonly users: readonly string[];
}

const NX = ['run-many', '-t', 'docker-build', '--progress=raw', '--output-style=stream'];

/** The same images and caches. A hand-written file can only link them in one call. */
const TOOLS: Readonly<Record<string, (scene: Scene) => Promise<Timed>>> = {
  'bare bake, linked': ({ workspace }) =>
    workspace.time('docker', ['buildx', 'bake', '--file', 'linked.hcl', '--progress=rawjson']),
  'nx-bake, pushed': ({ workspace }) => workspace.time('nx', [...NX, '--push']),
  'nx-bake, not pushed': ({ workspace }) => workspace.time('nx', NX),
};

/** A link to a base that reads its context loses hits, and one to a base that does not loses none. */
const BASES: Readonly<Record<string, string>> = {
  'base with a COPY': 'COPY base.txt /\nRUN : expensive; sleep 1; cat /base.txt > /base',
  'base without one': 'RUN : expensive; sleep 1; echo base > /base',
};

interface Sizes {
  readonly users: number;
  readonly rounds: number;
}

/** One base image and those built on it, from a builder that has nothing but the registry's caches. */
export async function baseAndUsers(sizes: Sizes): Promise<BenchResult> {
  const parts: BenchResult[] = [];
  for (const what of Object.keys(BASES)) parts.push(await oneBase(what, sizes));
  return {
    rows: parts.flatMap(({ rows }) => rows),
    findings: Object.assign({}, ...parts.map(({ findings }) => findings)) as BenchResult['findings'], // of the parts
  };
}

async function oneBase(what: string, { users: count, rounds }: Sizes): Promise<BenchResult> {
  const users = Array.from({ length: count }, (_, index) => `user-${String(index + 1).padStart(2, '0')}`);
  const workspace = await createBenchWorkspace({ context: 'project' });
  const scene = { workspace, users };
  try {
    await writeImages(scene, BASES[what] ?? '');
    for (const tool of ['bare bake, linked', 'nx-bake, pushed'])
      await step(scene, { tool, what: `${what}, first`, round: 0 });
    const rows: Row[] = [];
    for (let round = 1; round <= rounds; round++) {
      for (const tool of Object.keys(TOOLS))
        rows.push(await step(scene, { tool, what: `${what}, nothing changed`, round }));
    }
    return { rows, findings: findings(rows, `${what} and ${count} users`) };
  } finally {
    await workspace.remove();
  }
}

async function step(
  scene: Scene,
  { tool, what, round }: { tool: string; what: string; round: number },
): Promise<Row> {
  await scene.workspace.forget();
  const { seconds, output } = (await TOOLS[tool]?.(scene)) ?? { seconds: 0, output: '' };
  const row = { round, what, tool, 'steps run': expensiveSteps(output), seconds: Number(seconds.toFixed(1)) };
  console.error(JSON.stringify(row));
  return row;
}

async function writeImages({ workspace, users }: Scene, steps: string): Promise<void> {
  await workspace.write(`images/${BASE}/project.json`, JSON.stringify({ name: BASE }));
  await workspace.write(`images/${BASE}/base.txt`, 'base\n');
  await workspace.write(`images/${BASE}/Dockerfile`, `FROM busybox:stable\n${steps}\n`);
  const dockerfile = [
    `FROM ${BASE} AS build`,
    'WORKDIR /app',
    'COPY . .',
    'RUN : expensive; sleep 1; cat /base main.txt > /out',
    `FROM ${BASE}`,
    'COPY --from=build /out /out',
    '',
  ].join('\n');
  for (const name of users) {
    await workspace.write(`services/${name}/project.json`, JSON.stringify({ name }));
    await workspace.write(`services/${name}/main.txt`, `${name}\n`);
    await workspace.write(`services/${name}/Dockerfile`, dockerfile);
  }
  await workspace.write('linked.hcl', bakeFile({ workspace, users }));
}

/** https://docs.docker.com/build/bake/contexts/#using-a-result-of-one-target-as-a-base-image-in-another-target */
function bakeFile({ workspace, users }: Scene): string {
  const target = (name: string, context: string, more: readonly string[]): string => {
    const image = `${workspace.registry}/bare/${name}`;
    const lines = [
      `context = "${context}"`,
      `tags = ["${image}:latest"]`,
      `cache-from = ["type=registry,ref=${image}-build-cache"]`,
      `cache-to = ["type=registry,ref=${image}-build-cache,mode=max,ignore-error=true"]`,
      'output = ["type=image,push=true"]',
      ...more,
    ];
    return [`target "${name}" {`, ...lines.map((line) => `  ${line}`), '}'].join('\n');
  };
  return [
    `group "default" { targets = ${JSON.stringify([BASE, ...users])} }`,
    target(BASE, `images/${BASE}`, []),
    ...users.map((name) => target(name, `services/${name}`, [`contexts = { "${BASE}" = "target:${BASE}" }`])),
    '',
  ].join('\n');
}

const findings = (rows: readonly Row[], what: string): Record<string, string> =>
  Object.fromEntries(
    Object.keys(TOOLS).map((tool) => [
      `${what}, nothing changed: expensive steps run again by round, ${tool}`,
      rows
        .filter((row) => row['tool'] === tool)
        .map((row) => row['steps run'])
        .join(', '),
    ]),
  );
