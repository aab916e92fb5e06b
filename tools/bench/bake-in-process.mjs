import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const dist = createRequire(new URL('../../packages/nx-bake/dist/', import.meta.url));
const { runPlan } = dist('./bake/run-plan.js');
const { listenerTo } = dist('./nx/listener-to.js');
const { createLiveReport } = dist('./report/live.js');
const { renderSummary } = dist('./report/summary.js');
const { renderTaskOutput } = dist('./report/task-output.js');

/*
 * The same bake as the bare one, through our own events, outcomes and reports, without Nx:
 *   node bake-in-process.mjs FOLDER NAME…
 * Prints the seconds from begin to end, and the CPU seconds of this process alone, without docker's.
 */
const [root = '', ...names] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'nx-bake-run-'));
const lines = [];
const labels = new Map(names.map((name) => [name, name]));
const none = {
  contexts: {},
  args: {},
  labels: {},
  extraHosts: {},
  pruning: { enabled: false, kept: [], named: [] },
};
const empty = ['annotations', 'tags', 'platforms', 'cacheFrom', 'cacheTo', 'secret', 'ssh', 'attest']
  .concat('noCacheFilter', 'ulimits', 'entitlements')
  .map((list) => [list, []]);
const targets = names.map((name) => ({
  ...none,
  ...Object.fromEntries(empty),
  name,
  project: name,
  context: `services/${name}`,
  dockerfile: 'Dockerfile',
  output: 'cacheonly',
}));
const begin = performance.now();
const cpuBefore = process.cpuUsage();
const live = await createLiveReport({ mode: 'auto', labels, colour: false, now: Date.now });
const write = (line) => {
  lines.push(line);
};
const report = await runPlan({ targets }, names, {
  folder,
  docker: { cwd: root, env: process.env },
  abilities: { keepGoing: false, limit: false },
  failFast: false,
  dockerfiles: new Map(),
  listener: listenerTo(live, { ci: 'none', write }),
  maxTargets: names.length,
  retries: 0,
});
const rows = [...report.outcomes].map(([target, outcome]) => ({
  target,
  project: target,
  image: target,
  outcome,
}));
const summary = { rows, bakeCalls: 1, withoutImport: new Set(), durationMs: 0, colour: false };
lines.push(...(await renderSummary(summary)));
for (const { target, outcome } of rows) {
  const vertices = report.calls.flatMap((call) => call.vertices);
  lines.push(await renderTaskOutput({ target, outcome, vertices, rerun: '', labels }));
}
const seconds = (performance.now() - begin) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
await rm(folder, { recursive: true });
if (rows.some(({ outcome }) => outcome.kind !== 'built' && outcome.kind !== 'reused'))
  throw new Error(lines.join('\n'));
console.log(JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6 }));
