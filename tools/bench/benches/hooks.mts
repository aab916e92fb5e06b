import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import type { BenchOptions, BenchResult, Row } from '../bench.mjs';
import { writeServices } from '../many-dockerfiles.mjs';
import { median } from '../median.mjs';

const REPO = resolve(import.meta.dirname, '../../..');

const SETUPS = { 'without nx-bake': undefined, 'output: nx': 'nx', 'with hooks': 'screen' } as const;
type Setup = keyof typeof SETUPS;
const DAEMON = ['false', 'true'] as const;

/** Measures what the hooks add to a task command that builds no image, with and without a warm daemon. */
export async function hooks({ services = 20, rounds = 8 }: BenchOptions): Promise<BenchResult> {
  const roots = new Map<Setup, string>();
  const rows: Row[] = [];
  try {
    for (const setup of Object.keys(SETUPS) as Setup[]) roots.set(setup, await workspace(setup, services));
    for (const daemon of DAEMON) {
      for (const root of roots.values()) await lint(root, daemon); // the graph is read once
      for (let round = 1; round <= rounds; round++)
        for (const [setup, root] of round % 2 === 1 ? roots : [...roots].reverse()) {
          rows.push({ round, daemon, setup, ms: await lint(root, daemon) });
          console.error(JSON.stringify(rows.at(-1)));
        }
    }
    return { rows, findings: findings(rows) };
  } finally {
    for (const root of roots.values()) {
      await nx(root, ['daemon', '--stop'], 'true');
      await rm(root, { recursive: true, force: true });
    }
  }
}

async function workspace(setup: Setup, services: number): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'nx-bake-hooks-'));
  await symlink(join(REPO, 'node_modules'), join(root, 'node_modules'));
  await writeServices(root, services);
  const output = SETUPS[setup];
  const plugins = output === undefined ? [] : [{ plugin: 'nx-bake', options: { output } }];
  const nxJson = { analytics: false, neverConnectToCloud: true, plugins };
  await writeFile(join(root, 'nx.json'), JSON.stringify(nxJson));
  await writeFile(
    join(root, 'project.json'),
    JSON.stringify({ name: 'root', targets: { lint: { executor: 'nx:noop' } } }),
  );
  return root;
}

async function lint(root: string, daemon: string): Promise<number> {
  const begin = performance.now();
  await nx(root, ['run-many', '-t', 'lint'], daemon);
  return Math.round(performance.now() - begin);
}

const nx = (root: string, args: readonly string[], daemon: string) =>
  execa(join(root, 'node_modules/.bin/nx'), args, {
    cwd: root,
    env: { NX_DAEMON: daemon, NX_TUI: 'false', NX_NO_CLOUD: 'true', CI: undefined },
  });

const findings = (rows: readonly Row[]): Record<string, number> =>
  Object.fromEntries(
    DAEMON.flatMap((daemon) =>
      (Object.keys(SETUPS) as Setup[]).map((setup) => {
        const times = rows.filter((row) => row['daemon'] === daemon && row['setup'] === setup);
        return [`daemon ${daemon}, ${setup}: median ms`, median(times.map(({ ms }) => Number(ms)))];
      }),
    ),
  );
