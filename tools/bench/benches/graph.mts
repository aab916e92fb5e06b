import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import type { BenchOptions, BenchResult, Row } from '../bench.mjs';
import { median } from '../median.mjs';
import { PROJECTS_BESIDES, writeServices } from '../many-dockerfiles.mjs';

const REPO = resolve(import.meta.dirname, '../../..');
const NX = join(REPO, 'node_modules/.bin/nx');

const NX_JSON = { analytics: false, neverConnectToCloud: true };
const PLUGINS = {
  'without nx-bake': [],
  'with nx-bake': [{ plugin: 'nx-bake', options: { registry: 'registry.example/acme' } }],
};
type Setup = keyof typeof PLUGINS;

/** Measures what the plugin adds to a cold `nx show projects`, and how much of that it spends on reading Dockerfiles. */
export async function graph({ services = 1000, rounds = 5 }: BenchOptions): Promise<BenchResult> {
  const root = await mkdtemp(join(tmpdir(), 'nx-bake-graph-'));
  try {
    await symlink(join(REPO, 'node_modules'), join(root, 'node_modules'));
    await writeServices(root, services);
    const rows: Row[] = [];
    for (let round = 1; round <= rounds; round++) {
      const setups = Object.keys(PLUGINS) as Setup[]; // its own keys
      for (const setup of round % 2 === 1 ? setups : setups.reverse()) {
        rows.push({ round, ...(await showProjects(root, setup)) });
        console.error(JSON.stringify(rows.at(-1)));
      }
    }
    return { rows, findings: { services, ...findings(rows), ...(await edgesOf(root, services)) } };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Nothing of an earlier run is left, and there is no daemon to remember it. */
async function showProjects(root: string, setup: Setup): Promise<Row> {
  await rm(join(root, '.nx'), { recursive: true, force: true });
  await writeFile(join(root, 'nx.json'), JSON.stringify({ ...NX_JSON, plugins: PLUGINS[setup] }));
  const begin = performance.now();
  const { all } = await nx(root, ['show', 'projects'], { NX_PERF_LOGGING: 'true' });
  const seconds = (performance.now() - begin) / 1000;
  const own = setup === 'with nx-bake' ? Object.entries(COLUMNS) : [];
  const times = own.map(([column, label]) => [column, Math.round(timeOf(label, all))]);
  return { setup, 'wall s': Number(seconds.toFixed(2)), ...(Object.fromEntries(times) as Row) }; // the same columns
}

/** As `NX_PERF_LOGGING` calls them. */
const COLUMNS = {
  'load ms': 'Load Nx Plugin: nx-bake',
  'createNodes ms': 'nx-bake:createNodes',
  'createDependencies ms': 'nx-bake:createDependencies',
};

function timeOf(label: string, output: string): number {
  const line = output.split('\n').find((text) => text.includes(`'${label}'`));
  const time = /([\d.]+)ms/u.exec(line ?? '')?.[1];
  if (time === undefined) throw new Error(`Nx printed no time for ${label}:\n${output}`);
  return Number(time);
}

const nx = (root: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  execa(NX, args, { cwd: root, all: true, env: { NX_DAEMON: 'false', NX_TUI: 'false', ...env } });

function findings(rows: readonly Row[]): Record<string, number> {
  const wall = (setup: Setup): number =>
    median(rows.filter((row) => row['setup'] === setup).map((row) => Number(row['wall s'])));
  const withPlugin = rows.filter((row) => row['setup'] === 'with nx-bake');
  const share = withPlugin.map((row) => Number(row['createNodes ms']) + Number(row['createDependencies ms']));
  return {
    'createNodes + createDependencies, median ms': median(share),
    'wall time with nx-bake minus without, median s': Number(
      (wall('with nx-bake') - wall('without nx-bake')).toFixed(2),
    ),
  };
}

/** So that nobody measures a graph that is not there: each service has an edge to its base image. */
async function edgesOf(root: string, services: number): Promise<Record<string, number>> {
  await writeFile(join(root, 'nx.json'), JSON.stringify({ ...NX_JSON, plugins: PLUGINS['with nx-bake'] }));
  await nx(root, ['graph', '--file=graph.json']);
  const { graph: found } = JSON.parse(await readFile(join(root, 'graph.json'), 'utf8')) as {
    graph: { nodes: object; dependencies: Record<string, readonly unknown[]> };
  }; // Nx's shape
  const edges = Object.values(found.dependencies).flat().length;
  const projects = Object.keys(found.nodes).length;
  if (edges !== services || projects !== services + PROJECTS_BESIDES)
    throw new Error(`${projects} projects and ${edges} edges`);
  return { projects, edges };
}
