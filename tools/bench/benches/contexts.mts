import { createBenchWorkspace, type BenchWorkspace } from '../bench-workspace.mjs';
import type { BenchOptions, BenchResult, Row } from '../bench.mjs';

/** Measures what a context per target costs where all of them could share one: local builds, no remote caches. */
export async function contexts({
  services = 8,
  rounds = 3,
  files = 20_000,
}: BenchOptions): Promise<BenchResult> {
  const workspace = await createBenchWorkspace({ context: 'workspace', cache: 'none' });
  try {
    await writeFiles(workspace, services, files);
    const rows: Row[] = [];
    for (let round = 1; round <= rounds; round++) {
      for (const [tool, build] of Object.entries(tools(workspace))) {
        await workspace.forget();
        const cold = await build();
        const warm = await build();
        const row = { round, tool, 'cold s': Number(cold.toFixed(1)), 'warm s': Number(warm.toFixed(1)) };
        console.error(JSON.stringify(row));
        rows.push(row);
      }
    }
    return { rows, findings: { services, 'files in the root': files } };
  } finally {
    await workspace.remove();
  }
}

const tools = (workspace: BenchWorkspace): Record<string, () => Promise<number>> => {
  const nx =
    (...flags: string[]) =>
    async (): Promise<number> =>
      (await workspace.time('nx', ['run-many', '-t', 'docker-build', '--progress=quiet', ...flags])).seconds;
  return {
    'bare bake, shared context': async () =>
      (await workspace.time('docker', ['buildx', 'bake', '--file', 'shared.hcl'])).seconds,
    'nx-bake, pruned contexts': nx(),
    'nx-bake, --prune=false': nx('--prune=false'),
    'nx show projects (Nx alone)': async () => (await workspace.time('nx', ['show', 'projects'])).seconds,
  };
};

/** Most of the files lie in the services, as in a real workspace; a tenth belongs to nobody. */
async function writeFiles(workspace: BenchWorkspace, services: number, files: number): Promise<void> {
  const names = Array.from({ length: services }, (_, index) => `svc-${index + 1}`);
  const folders = [
    ...names.flatMap((name) => Array.from({ length: 9 }, () => `services/${name}/src`)),
    ...names.map(() => 'docs'),
  ];
  for (let index = 0; index < files; index++) {
    await workspace.write(`${folders[index % folders.length] ?? 'docs'}/file-${index}.txt`, `${index}\n`);
  }
  for (const name of names) {
    await workspace.write(`services/${name}/project.json`, JSON.stringify({ name }));
    await workspace.write(`services/${name}/Dockerfile`, `FROM busybox:stable\nCOPY . .\nRUN echo ${name}\n`);
  }
  const target = (name: string): string =>
    `target "${name}" {\n  context = "."\n  dockerfile = "services/${name}/Dockerfile"\n  output = ["type=cacheonly"]\n}`;
  await workspace.write(
    'shared.hcl',
    [`group "default" { targets = ${JSON.stringify(names)} }`, ...names.map(target)].join('\n'),
  );
}
