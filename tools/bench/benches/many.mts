import { createBenchWorkspace, type BenchWorkspace, type Timed } from '../bench-workspace.mjs';
import type { BenchOptions, BenchResult, Row } from '../bench.mjs';

/** Very many services in one run, where one bake call of all of them breaks. */
export async function many({ services = 200, rounds = 1 }: BenchOptions): Promise<BenchResult> {
  const workspace = await createBenchWorkspace({ context: 'project', cache: 'none' });
  try {
    const names = Array.from({ length: services }, (_, index) => `svc-${index + 1}`);
    await writeServices(workspace, names);
    const rows: Row[] = [];
    for (let round = 1; round <= rounds; round++) {
      for (const [tool, build] of Object.entries(tools(workspace))) {
        await workspace.forget();
        const ran = await build();
        const row = {
          round,
          tool,
          exit: ran.exitCode ?? '?',
          s: Number(ran.seconds.toFixed(1)),
          end: endOf(ran),
        };
        console.error(JSON.stringify(row));
        rows.push(row);
      }
    }
    return { rows, findings: { services } };
  } finally {
    await workspace.remove();
  }
}

const tools = (workspace: BenchWorkspace): Record<string, () => Promise<Timed>> => ({
  'bare bake': () =>
    workspace.time('docker', ['buildx', 'bake', '--file', 'all.hcl', '--progress=plain'], { mayFail: true }),
  'nx-bake': () =>
    workspace.time('nx', ['run-many', '-t', 'docker-build', '--progress=quiet'], {
      mayFail: true,
      env: { NO_COLOR: '1' },
    }),
});

/** The tool's own words on its end. */
function endOf({ output }: Timed): string {
  const lines = output.split('\n');
  const told = lines.findLast((line) => /bake calls?,|^ERROR: /u.test(line));
  return told ?? 'said nothing of failures';
}

async function writeServices(workspace: BenchWorkspace, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await workspace.write(`services/${name}/project.json`, JSON.stringify({ name }));
    await workspace.write(`services/${name}/name.txt`, `${name}\n`);
    await workspace.write(`services/${name}/Dockerfile`, 'FROM scratch\nCOPY name.txt /\n');
  }
  const target = (name: string): string =>
    `target "${name}" {\n  context = "services/${name}"\n  output = ["type=cacheonly"]\n}`;
  const group = `group "default" { targets = ${JSON.stringify(names)} }`;
  await workspace.write('all.hcl', [group, ...names.map(target)].join('\n'));
}
