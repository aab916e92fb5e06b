import { join } from 'node:path';
import { createBenchWorkspace, type BenchWorkspace } from './bench-workspace.mjs';
import type { BenchOptions, BenchResult } from './cli.mjs';
import { median } from './median.mjs';
import type { Row } from './table.mjs';

type Tool = 'bare bake' | 'events and reports' | 'nx run-many' | 'nx, an empty batch';

interface Measured {
  readonly seconds: number;
  /** Of our own process, where it can be told from docker's. */
  readonly cpuSeconds?: number;
}
type Tools = Readonly<Record<Tool, () => Promise<Measured>>>;

const IN_PROCESS = join(import.meta.dirname, 'bake-in-process.mjs');

/**
 * What we cost on top of a bare bake: our events and reports alone, in one process, and the whole command beside what
 * Nx takes for a batch that does nothing.
 */
export async function overhead({
  services = 20,
  rounds = 5,
  seconds = 0,
}: BenchOptions): Promise<BenchResult> {
  const workspace = await createBenchWorkspace({ context: 'project', cache: 'none', prune: false });
  try {
    const names = Array.from({ length: services }, (_, index) => `svc-${index + 1}`);
    await writeServices(workspace, names, seconds);
    const tools = toolsOf(workspace, names);
    const rows: Row[] = [];
    for (let round = 1; round <= rounds; round++) rows.push(...(await oneRound(tools, { workspace, round })));
    return { rows, findings: findings(rows, services) };
  } finally {
    await workspace.remove();
  }
}

/** In turn forth and back: other work on the machine comes and goes. */
async function oneRound(
  tools: Tools,
  { workspace, round }: { workspace: BenchWorkspace; round: number },
): Promise<Row[]> {
  const rows: Row[] = [];
  const inOrder = Object.entries(tools);
  for (const [tool, build] of round % 2 === 1 ? inOrder : inOrder.reverse()) {
    await workspace.forget();
    const cold = await build();
    const warm = fastest([await build(), await build(), await build()]);
    rows.push({
      round,
      tool,
      'cold s': two(cold.seconds),
      'warm s': two(warm.seconds),
      ...(cold.cpuSeconds === undefined ? {} : { 'cold cpu s': two(cold.cpuSeconds) }),
      ...(warm.cpuSeconds === undefined ? {} : { 'warm cpu s': two(warm.cpuSeconds) }),
    });
    console.error(JSON.stringify(rows.at(-1)));
  }
  return rows;
}

/** Whatever else the machine does only ever adds to a time. */
const fastest = (times: readonly Measured[]): Measured =>
  times.reduce((best, next) => (next.seconds < best.seconds ? next : best));

const two = (value: number): number => Number(value.toFixed(2));

function toolsOf(workspace: BenchWorkspace, names: readonly string[]): Tools {
  const bare = ['buildx', 'bake', '--file', 'all.hcl', '--metadata-file', 'all.json'];
  return {
    'bare bake': () => workspace.time('docker', bare),
    'events and reports': async () => {
      const { output } = await workspace.time(process.execPath, [IN_PROCESS, workspace.root, ...names]);
      return JSON.parse(output.split('\n').at(-1) ?? '') as Measured; // our own script's
    },
    'nx run-many': () => workspace.time('nx', ['run-many', '-t', 'docker-build']),
    'nx, an empty batch': () => workspace.time('nx', ['run-many', '-t', 'nothing']),
  };
}

function findings(rows: readonly Row[], services: number): Record<string, number | string> {
  const all = (['cold', 'warm'] as const).flatMap((kind) => {
    const of = (tool: Tool, column = `${kind} s`): number[] =>
      rows.filter((row) => row['tool'] === tool).map((row) => Number(row[column]));
    const best = (tool: Tool): number => Math.min(...of(tool));
    const bare = best('bare bake');
    const whole = best('nx run-many') - best('nx, an empty batch');
    const cpu = median(of('events and reports', `${kind} cpu s`));
    return [
      [
        `${kind}: events and reports : bare bake (fastest of all rounds)`,
        two(best('events and reports') / bare),
      ],
      [`${kind}: their own CPU seconds (median)`, two(cpu)],
      [`${kind}: nx run-many minus an empty batch : bare bake (fastest of all rounds)`, two(whole / bare)],
    ] as const;
  });
  return { services, ...Object.fromEntries(all) };
}

async function writeServices(
  workspace: BenchWorkspace,
  names: readonly string[],
  seconds: number,
): Promise<void> {
  const nothing = { executor: './tools/nothing:nothing' };
  for (const name of names) {
    await workspace.write(`services/${name}/project.json`, JSON.stringify({ name, targets: { nothing } }));
    await workspace.write(`services/${name}/name.txt`, `${name}\n`);
    const steps = ['COPY name.txt /', `RUN sleep ${seconds}; cat /name.txt`, 'RUN seq 100'];
    await workspace.write(`services/${name}/Dockerfile`, `FROM busybox:stable\n${steps.join('\n')}\n`);
  }
  const target = (name: string): string =>
    `target "${name}" {\n  context = "services/${name}"\n  output = ["type=cacheonly"]\n}`;
  const group = `group "default" { targets = ${JSON.stringify(names)} }`;
  await workspace.write('all.hcl', [group, ...names.map(target)].join('\n'));
  await writeEmptyBatch(workspace);
}

/** An executor that answers at once: what is left is Nx. */
async function writeEmptyBatch(workspace: BenchWorkspace): Promise<void> {
  const one = {
    implementation: './run.cjs',
    batchImplementation: './run.cjs#batch',
    preferBatch: true,
    schema: './schema.json',
  };
  await workspace.write(
    'tools/nothing/package.json',
    JSON.stringify({ name: 'nothing', executors: './executors.json' }),
  );
  await workspace.write('tools/nothing/executors.json', JSON.stringify({ executors: { nothing: one } }));
  await workspace.write(
    'tools/nothing/schema.json',
    JSON.stringify({ version: 2, type: 'object', properties: {} }),
  );
  const batch =
    'exports.batch = async (graph) => Object.fromEntries(Object.keys(graph.tasks).map((id) => [id, { success: true, terminalOutput: "" }]));';
  await workspace.write(
    'tools/nothing/run.cjs',
    `exports.default = async () => ({ success: true });\n${batch}\n`,
  );
}
