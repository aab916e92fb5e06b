import { parseArgs } from 'node:util';
import type { BenchOptions, BenchResult } from './bench.mjs';
import { builds } from './benches/builds.mjs';
import { contexts } from './benches/contexts.mjs';
import { graph } from './benches/graph.mjs';
import { hooks } from './benches/hooks.mjs';
import { importCost } from './benches/import-cost.mjs';
import { many } from './benches/many.mjs';
import { overhead } from './benches/overhead.mjs';
import { stateless } from './benches/stateless.mjs';
import { renderTable } from './table.mjs';

const HELP = `npm run bench -- NAME [options]

  stateless   N services over one root context, a builder that has nothing but the registry's caches:
              how many expensive steps run again, and how long it takes, with bare bake and with nx-bake;
              then the same with one base image and N users of it
  contexts    what a pruned context per target costs beside one shared context, cold and warm
  builds      builds outside docker, run by nx-bake and by Nx, on three versions of Nx: calls, builds, images, seconds
  import      what loading the plugin costs every nx command
  many        very many trivial services in one run, and what becomes of one bare bake of all of them
  graph       what reading the Dockerfiles of very many services costs a cold nx command
  hooks       what the hooks cost a task command that builds no image, with and without the daemon
  overhead    what events, reports and Nx cost on top of bare bake, cold and warm

  --services N   how many services            (20, contexts and builds: 8, many: 200, graph: 1000, hooks: 20)
  --users N      how many images on one base  (10, stateless only; 0: without)
  --rounds N     how often                    (5, contexts: 3, many and builds: 1, hooks: 8)
  --seconds S    about how long a step works  (4; builds: how much longer each build takes than the one before, 1)
  --files N      files in the root            (20000, contexts only)
  --json         rows as JSON instead of a table

Figures are of this machine and this minute: compare rows of one run only.`;

const BENCHES: Readonly<Record<string, (options: BenchOptions) => Promise<BenchResult>>> = {
  stateless,
  builds,
  contexts,
  import: importCost,
  many,
  graph,
  hooks,
  overhead,
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    services: { type: 'string' },
    users: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    files: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const bench = BENCHES[positionals[0] ?? ''];
if (values.help || bench === undefined) {
  console.error(HELP);
  process.exit(values.help ? 0 : 2);
}
const numbers = Object.entries(values).flatMap(([name, value]) =>
  typeof value === 'string' ? [[name, Number(value)]] : [],
);
const result = await bench(Object.fromEntries(numbers) as BenchOptions); // names and kinds as parseArgs lists them
console.log(values.json ? JSON.stringify(result, null, 2) : renderTable(result));
