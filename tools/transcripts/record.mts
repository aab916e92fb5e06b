import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { downEngine } from '../engine/down-engine.mjs';
import { engineFolder, pathsIn } from '../engine/folder/engine-folder.mjs';
import { run } from '../engine/process/run.mjs';
import { forgetAll } from '../engine/forget-builds.mjs';
import { upEngine } from '../engine/up-engine.mjs';
import { prepare, type Place } from './prepare.mjs';
import { runBake } from './run-bake.mjs';
import { SCENARIOS } from './scenarios.mjs';
import type { RecordedCall, Scenario } from './scenario.mjs';
import { scrub } from './scrub.mjs';

/*
 * Records what real bakes write to stderr into packages/nx-bake/fixtures/transcripts.
 *   npx tsx tools/transcripts/record.mts [scenario…]
 * It forgets the engine's caches between scenarios, so it works on a private engine of its own only.
 */
process.env['NX_BAKE_ENGINE_DIR'] ??= '/tmp/nx-bake-transcripts-engine';
const FIXTURES = join(import.meta.dirname, '../../packages/nx-bake/fixtures/transcripts');

async function record(scenario: Scenario, machine: { env: Place['env']; registry: string }): Promise<void> {
  const cwd = await mkdtemp(join(tmpdir(), 'transcript-'));
  const place = { cwd, env: machine.env, storage: join(pathsIn(engineFolder()).registry, 'data') };
  for (const [path, content] of Object.entries(scenario.files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), content.replaceAll('REGISTRY', machine.registry));
  }
  await forgetAll(machine.env);
  for (const preparation of scenario.before ?? []) await prepare(preparation, scenario, place);
  const { stderr, code, signalName } = await runBake(scenario, cwd, machine.env);
  const call: RecordedCall = {
    scenario: scenario.name,
    buildx: (await run('docker', ['buildx', 'version'], { env: machine.env })).split(' ')[1] ?? '',
    targets: scenario.targets.map((target) => ({
      ...target,
      refs: target.refs.map((ref) => ref.replace('REGISTRY', 'localhost:5000')),
    })),
    exit: { code, signalName },
  };
  await writeFile(
    join(FIXTURES, `${scenario.name}.rawjson`),
    scrub(stderr, { registry: machine.registry, cwd }),
  );
  await writeFile(join(FIXTURES, `${scenario.name}.json`), `${JSON.stringify(call, null, 2)}\n`);
  await rm(cwd, { recursive: true });
  console.error(
    `${scenario.name}: exit ${code ?? signalName ?? '?'}, ${Math.ceil(stderr.length / 1024)} KiB`,
  );
}

const wanted = process.argv.slice(2);
const engine = await upEngine((line) => {
  console.error(line);
});
if (engine.kind !== 'private') throw new Error('A docker that others use is here: it keeps its caches.');
await mkdir(FIXTURES, { recursive: true });
for (const scenario of SCENARIOS) {
  if (wanted.length > 0 && !wanted.includes(scenario.name)) continue;
  await record(scenario, engine);
  if (scenario.stop?.whom === 'engine') await upEngine(() => undefined);
}
if (engine.started) await downEngine(() => undefined);
