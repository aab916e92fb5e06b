import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createBenchWorkspace, type BenchWorkspace, type Timed } from '../bench-workspace.mjs';
import type { BenchOptions, BenchResult, Row } from '../bench.mjs';
import { installNx } from '../install-nx.mjs';

const VERSIONS = ['22.7.12', '23.3.2', '24.0.6'];
const WAYS = ['executor', 'dependsOn', 'barrier'] as const;

/** How many of the services changed. */
const AFFECTED = 3;

interface Scene {
  readonly workspace: BenchWorkspace;
  readonly names: readonly string[];
  readonly nx: string;
}

/** Who runs the builds that images need: nx-bake, or Nx for each image, or Nx for all images before the first. */
export async function builds({ services = 8, rounds = 1, seconds = 1 }: BenchOptions): Promise<BenchResult> {
  const names = Array.from({ length: services }, (_, index) => `svc-${index + 1}`);
  const rows: Row[] = [];
  for (const version of VERSIONS) {
    const nx = await installNx(version);
    const workspace = await createBenchWorkspace({}, nx.modules);
    const scene = { workspace, names, nx: join(nx.modules, '.bin/nx') };
    try {
      await writeServices(scene, seconds);
      for (let round = 1; round <= rounds; round++)
        for (const way of WAYS) rows.push(...(await measure(scene, { version, way, round })));
    } finally {
      await workspace.remove();
      await nx.remove();
    }
  }
  return { rows, findings: { services, affected: AFFECTED, 'seconds from build to build': seconds } };
}

interface Case {
  readonly version: string;
  readonly way: (typeof WAYS)[number];
  readonly round: number;
}

async function measure(scene: Scene, { version, way, round }: Case): Promise<Row[]> {
  const { workspace } = scene;
  await useWay(workspace, way);
  // the graph is computed once before the clock runs
  await workspace.time(scene.nx, ['show', 'projects']);
  const rows: Row[] = [];
  const step = async (what: string, isBroken: boolean): Promise<void> => {
    await rm(join(workspace.root, 'dist'), { recursive: true, force: true });
    await rm(join(workspace.root, 'built'), { force: true });
    await workspace.forget();
    const ran = await affected(scene);
    const row = { nx: version, way, what, round, ...(await countsOf(ran, workspace)) };
    console.error(JSON.stringify({ ...row, exit: ran.exitCode, isBroken }));
    rows.push(row);
  };
  await change(scene, `${version} ${way} ${round}`);
  await step('builds of different length', false);
  await step('the same, cached', false);
  await change(scene, `${version} ${way} ${round} again`, 'broken');
  await step('one of them fails', true);
  return rows;
}

/** The shortest, one from the middle, and the longest: the one from the middle may be broken. */
const changed = ({ names }: Scene): string[] =>
  [0, Math.floor(names.length / 2), names.length - 1].flatMap((index) => names[index] ?? []);

async function change(scene: Scene, text: string, middle = ''): Promise<void> {
  for (const [index, name] of changed(scene).entries())
    await scene.workspace.write(`services/${name}/main.txt`, `${text} ${index === 1 ? middle : ''}\n`);
}

const affected = (scene: Scene): Promise<Timed> => {
  const files = changed(scene).map((name) => `services/${name}/main.txt`);
  return scene.workspace.time(scene.nx, ['affected', '-t', 'docker-build', `--files=${files.join(',')}`], {
    mayFail: true,
    env: { NO_COLOR: '1' },
  });
};

/** Counts by nx-bake's own line on each batch, and by what the builds have written down. */
async function countsOf({ output, seconds }: Timed, { root }: BenchWorkspace): Promise<Row> {
  const lines = [...output.matchAll(/images? in (\d+) bake calls?, [^:]*: (.*)/gu)];
  const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
  const made = lines.flatMap(([, , kinds = '']) => [...kinds.matchAll(/(\d+) (?:built|reused)/gu)]);
  return {
    'bake calls': sum(lines.map(([, calls]) => Number(calls))),
    'builds run': (await readFile(join(root, 'built'), 'utf8').catch(() => '')).split('\n').length - 1,
    'images built': sum(made.map(([, count]) => Number(count))),
    seconds: Number(seconds.toFixed(1)),
  };
}

const useWay = (workspace: BenchWorkspace, way: string): Promise<void> =>
  workspace.write(
    'nx.json',
    JSON.stringify({
      analytics: false,
      neverConnectToCloud: true,
      plugins: [{ plugin: 'nx-bake', options: { cache: 'none', builds: way } }],
    }),
  );

async function writeServices({ workspace, names }: Scene, seconds: number): Promise<void> {
  await workspace.write('.gitignore', 'node_modules\n.nx\ndist\nbuilt\n');
  for (const [index, name] of names.entries()) {
    const output = `dist/services/${name}`;
    const command = [
      'set -e',
      `echo ${name} >> built`,
      `sleep ${(index + 1) * seconds}`,
      `if grep -q broken services/${name}/main.txt; then exit 1; fi`,
      `mkdir -p ${output}`,
      `cp services/${name}/main.txt ${output}/`,
    ].join('; ');
    const build = {
      command,
      cache: true,
      inputs: ['{projectRoot}/main.txt'],
      outputs: [`{workspaceRoot}/${output}`],
    };
    await workspace.write(`services/${name}/project.json`, JSON.stringify({ name, targets: { build } }));
    await workspace.write(`services/${name}/main.txt`, `${name}\n`);
    await workspace.write(
      `services/${name}/Dockerfile`,
      `FROM busybox:stable\nCOPY ${output} /app\nRUN sleep ${seconds}; cat /app/main.txt\n`,
    );
  }
}
