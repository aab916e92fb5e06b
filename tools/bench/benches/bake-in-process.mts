import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printedPlan } from '../../../packages/nx-bake/src/bake/overridden-plan.js';
import { runPlan } from '../../../packages/nx-bake/src/bake/run-plan.js';
import { NO_ABILITIES } from '../../../packages/nx-bake/src/builder/bake-abilities.js';
import { readDocker } from '../../../packages/nx-bake/src/builder/docker.js';
import { listenerTo } from '../../../packages/nx-bake/src/nx/run/print-progress.js';
import { createLiveReport } from '../../../packages/nx-bake/src/report/live/live.js';
import { renderSummary } from '../../../packages/nx-bake/src/report/summary.js';
import type { SummaryRow } from '../../../packages/nx-bake/src/report/summary-table.js';
import { renderTaskOutput } from '../../../packages/nx-bake/src/report/task-output.js';

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
const lines: string[] = [];

const begin = performance.now();
const cpuBefore = process.cpuUsage();
const live = await createLiveReport({ mode: 'auto', labels, colour: false, now: Date.now });
const { outcomes, calls, callReasons } = await runPlan(plan, names, {
  folder,
  docker,
  abilities: NO_ABILITIES,
  failFast: false,
  ownContexts: new Map(),
  listener: listenerTo(live, { ci: 'none', write: (line) => lines.push(line) }),
  maxTargets: names.length,
  retries: 0,
  pause: () => Promise.resolve(),
});
const rows = [...outcomes].map(([target, outcome]): SummaryRow => ({
  target,
  project: target,
  image: '',
  outcome,
  size: undefined,
}));
const summary = { rows, bakeCalls: calls.length, callReasons, withoutImport: new Set<string>() };
lines.push(...(await renderSummary({ ...summary, durationMs: 0, colour: false, width: undefined })));
const vertices = calls.flatMap((call) => call.vertices);
for (const { target, outcome } of rows)
  lines.push(await renderTaskOutput({ target, outcome, vertices, rerun: '', labels }));
const seconds = (performance.now() - begin) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);

await rm(folder, { recursive: true });
if (
  rows.length < names.length ||
  rows.some(({ outcome }) => outcome.kind !== 'built' && outcome.kind !== 'reused')
)
  throw new Error(lines.join('\n'));
console.log(JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6 }));
