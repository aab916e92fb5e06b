import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { downEngine } from '../engine/down-engine.mjs';
import { upEngine } from '../engine/up-engine.mjs';
import { NODE_VERSIONS, NX_VERSIONS, PACKAGE_MANAGERS, type Combination, type Step } from './combination.mjs';
import { openPluginRegistry } from './plugin-registry.mjs';
import { pathWith } from './programs.mjs';
import { tryCombination } from './try-combination.mjs';

const HELP = `npm run test:matrix -- [--nx LIST] [--manager LIST] [--node LIST]

  Installs the packed plugin as users do, with \`nx add\` from a registry on loopback, into a workspace that has
  nothing but Nx, and goes on: show, graph, dry run, push, remove. All combinations take hours.

  --nx LIST        of ${Object.keys(NX_VERSIONS).join(', ')}
  --manager LIST   of ${PACKAGE_MANAGERS.join(', ')}
  --node LIST      of ${NODE_VERSIONS.join(', ')}; current is the Node.js that this runs with`;

const { values } = parseArgs({
  options: {
    nx: { type: 'string', default: Object.keys(NX_VERSIONS).join(',') },
    manager: { type: 'string', default: PACKAGE_MANAGERS.join(',') },
    node: { type: 'string', default: NODE_VERSIONS.join(',') },
    help: { type: 'boolean', default: false },
  },
});
const nodes = values.node.split(',');
const managers = PACKAGE_MANAGERS.filter((name) => values.manager.split(',').includes(name));
const combinations = nodes.flatMap((node) =>
  managers.flatMap((manager) => values.nx.split(',').map((nx): Combination => ({ nx, manager, node }))),
);
if (values.help || combinations.length === 0) {
  console.error(HELP);
  process.exit(values.help ? 0 : 2);
}

const engine = await upEngine((line) => {
  console.error(line);
});
const packages = await openPluginRegistry();
const programs = join(tmpdir(), 'nx-bake-matrix-programs');
await mkdir(programs, { recursive: true });
const table = new Table({ head: ['node', 'manager', 'nx', 'result'], style: { head: [], border: [] } });
let failures = 0;
try {
  for (const [index, combination] of combinations.entries()) {
    const { nx, manager, node } = combination;
    const images = `${engine.registry}/matrix-${Date.now().toString(36)}-${index}`;
    const path = await pathWith(programs, combination);
    const steps = await tryCombination(combination, {
      path,
      packages: packages.url,
      env: engine.env,
      images,
    });
    const failed = steps.find(({ problem }) => problem !== undefined);
    if (failed !== undefined) failures++;
    console.error(
      `node ${node}, ${manager}, nx ${nx}: ${resultOf(failed)}\n${failed?.problem ?? ''}`.trimEnd(),
    );
    table.push([node, manager, nx, resultOf(failed)]);
  }
} finally {
  await packages.close();
  if (engine.started) await downEngine();
}
console.log(table.toString());
process.exitCode = failures === 0 ? 0 : 1;

function resultOf(failed: Step | undefined): string {
  return failed === undefined ? 'works' : `fails: ${failed.name}`;
}
