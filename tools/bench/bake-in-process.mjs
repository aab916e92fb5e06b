import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const dist = createRequire(new URL('../../packages/nx-bake/dist/', import.meta.url));
const { printedPlan } = dist('./bake/printed-plan.js');
const { runPlan } = dist('./bake/run-plan.js');
const { NO_ABILITIES } = dist('./builder/bake-abilities.js');
const { readDocker } = dist('./builder/docker.js');
const { listenerTo } = dist('./nx/listener-to.js');
const { createLiveReport } = dist('./report/live.js');
const { renderSummary } = dist('./report/summary.js');
const { renderTaskOutput } = dist('./report/task-output.js');

/*
 * Bakes the targets of all.hcl in the working directory through our own events, outcomes and reports, without Nx.
 * Prints how many seconds that took, and how many of the CPU this process alone, without docker's.
 */
const docker = { cwd: process.cwd(), env: process.env };
const { stdout } = await readDocker(['buildx', 'bake', '--file', 'all.hcl', '--print'], docker);
const plan = printedPlan({ targets: [] }, stdout);
const names = plan.targets.map(({ name }) => name);
const labels = new Map(names.map((name) => [name, name]));
const folder = await mkdtemp(join(tmpdir(), 'nx-bake-run-'));
const lines = [];

const begin = performance.now();
const cpuBefore = process.cpuUsage();
const live = await createLiveReport({ mode: 'auto', labels, colour: false, now: Date.now });
const { outcomes, calls } = await runPlan(plan, names, {
  folder,
  docker,
  abilities: NO_ABILITIES,
  failFast: false,
  dockerfiles: new Map(),
  listener: listenerTo(live, { ci: 'none', write: (line) => lines.push(line) }),
  maxTargets: names.length,
  retries: 0,
});
const rows = names.map((name) => ({ target: name, project: name, image: '', outcome: outcomes.get(name) }));
const summary = { rows, bakeCalls: calls.length, withoutImport: new Set(), durationMs: 0, colour: false };
lines.push(...(await renderSummary(summary)));
const vertices = calls.flatMap((call) => call.vertices);
for (const { target, outcome } of rows)
  lines.push(await renderTaskOutput({ target, outcome, vertices, rerun: '', labels }));
const seconds = (performance.now() - begin) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);

await rm(folder, { recursive: true });
if (rows.some(({ outcome }) => outcome.kind !== 'built' && outcome.kind !== 'reused'))
  throw new Error(lines.join('\n'));
console.log(JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6 }));
