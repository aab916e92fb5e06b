import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printedPlan } from 'nx-bake/dist/bake/overridden-plan.js';
import { runPlan } from 'nx-bake/dist/bake/run-plan.js';
import { NO_ABILITIES } from 'nx-bake/dist/builder/bake-abilities.js';
import { readDocker } from 'nx-bake/dist/builder/docker.js';
import { listenerTo } from 'nx-bake/dist/nx/run/print-progress.js';
import { createLiveReport } from 'nx-bake/dist/report/live/live.js';
import { renderSummary } from 'nx-bake/dist/report/summary.js';
import type { SummaryRow } from 'nx-bake/dist/report/summary-table.js';
import { renderTaskOutput } from 'nx-bake/dist/report/task-output.js';

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
