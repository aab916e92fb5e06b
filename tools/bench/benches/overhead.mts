import { join } from 'node:path';
import { createBenchWorkspace, type BenchWorkspace } from '../bench-workspace.mjs';
import type { BenchOptions, BenchResult, Row } from '../bench.mjs';
import { median } from '../median.mjs';

const IN_PROCESS = join(import.meta.dirname, 'bake-in-process.mts');
const KINDS = ['cold', 'warm'] as const;
/** A warm bake takes a second, and other work on the machine that much. */
const WARM_BAKES = 5;

interface Measured {
  readonly seconds: number;
  /** CPU time of our own process, where it can be told from docker's. */
  readonly cpuSeconds?: number;
}
type Tool = 'bare bake' | 'with events and reports' | 'nx run-many' | 'nx, an empty batch';
type Tools = Readonly<Record<Tool, () => Promise<Measured>>>;

/**
 * Measures what we cost on top of a bare bake: our events and reports alone, in one process, and the whole command beside what
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
    await writeEmptyBatch(workspace);
    const tools = Object.entries(toolsOf(workspace));
    const rows: Row[] = [];
    for (let round = 1; round <= rounds; round++) {
      // forth and back: other work on the machine comes and goes
      for (const [tool, bake] of round % 2 === 1 ? tools : tools.toReversed()) {
        await workspace.forget();
        rows.push(rowOf({ round, tool, kind: 'cold' }, await bake()));
        for (let count = 0; count < WARM_BAKES; count++)
          rows.push(rowOf({ round, tool, kind: 'warm' }, await bake()));
      }
    }
    return { rows, findings: { services, ...findings(rows) } };
  } finally {
    await workspace.remove();
  }
}

function rowOf(what: Row, { seconds, cpuSeconds }: Measured): Row {
  const cpu = cpuSeconds === undefined ? {} : { 'own cpu s': two(cpuSeconds) };
  const row = { ...what, s: two(seconds), ...cpu };
  console.error(JSON.stringify(row));
  return row;
}

const two = (value: number): number => Number(value.toFixed(2));

function toolsOf(workspace: BenchWorkspace): Tools {
  const bare = ['buildx', 'bake', '--file', 'all.hcl', '--metadata-file', 'all.json'];
  return {
    'bare bake': () => workspace.time('docker', bare),
    'with events and reports': async () => {
      const { output } = await workspace.time(process.execPath, [...process.execArgv, IN_PROCESS]);
      return JSON.parse(output) as Measured; // our own script's
    },
    'nx run-many': () => workspace.time('nx', ['run-many', '-t', 'docker-build']),
    'nx, an empty batch': () => workspace.time('nx', ['run-many', '-t', 'nothing']),
  };
}

/** The fastest round, as whatever else the machine does only ever adds, and the median. */
function findings(rows: readonly Row[]): Record<string, string> {
  const all = KINDS.flatMap((kind) => {
    const of = (tool: Tool, column = 's'): number[] =>
      rows.filter((row) => row['tool'] === tool && row['kind'] === kind).map((row) => Number(row[column]));
    const ratios = (cost: (of: (tool: Tool) => number) => number): string =>
      [(tool: Tool) => Math.min(...of(tool)), (tool: Tool) => median(of(tool))]
        .map((pick) => share(cost(pick) - pick('bare bake'), pick('bare bake')))
        .join(', ');
    const cpu = median(of('with events and reports', 'own cpu s'));
    return [
      [`${kind}: events and reports add (fastest, median)`, ratios((s) => s('with events and reports'))],
      [`${kind}: their own CPU seconds (median)`, String(cpu)],
      [
        `${kind}: all of nx-bake adds, Nx itself not counted (fastest, median)`,
        ratios((s) => s('nx run-many') - s('nx, an empty batch')),
      ],
    ];
  });
  return Object.fromEntries(all) as Record<string, string>; // pairs, as written above
}

const share = (part: number, whole: number): string =>
  `${((100 * part) / whole).toFixed(0)} % (${part.toFixed(2)} s)`;

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
}

/** An executor that answers at once: what is left is Nx. */
async function writeEmptyBatch(workspace: BenchWorkspace): Promise<void> {
  const nothing = {
    implementation: './run.cjs',
    batchImplementation: './run.cjs#batch',
    preferBatch: true,
    schema: './schema.json',
  };
  const files = {
    'package.json': { name: 'nothing', executors: './executors.json' },
    'executors.json': { executors: { nothing } },
    'schema.json': { version: 2, type: 'object', properties: {} },
  };
  for (const [name, content] of Object.entries(files))
    await workspace.write(`tools/nothing/${name}`, JSON.stringify(content));
  const answer = '({ success: true, terminalOutput: "" })';
  const batch = `async (graph) => Object.fromEntries(Object.keys(graph.tasks).map((id) => [id, ${answer}]))`;
  await workspace.write(
    'tools/nothing/run.cjs',
    `exports.default = async () => ${answer};\nexports.batch = ${batch};\n`,
  );
}
