import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDemoWorkspace, type DemoWorkspace } from '../demo/demo-workspace.mjs';
import { upEngine } from '../engine/up-engine.mjs';
import { renderSvg } from './render-svg.mjs';

/*
 * Records what real runs on the example services print, as the pictures in the README:
 *   npx tsx tools/recording/record.mts
 */
const EXAMPLES = 'packages/examples';

async function record(name: string, title: string, output: string): Promise<void> {
  await writeFile(join(import.meta.dirname, `${name}.svg`), renderSvg(title, output));
  console.error(`${name}.svg`);
}

async function shown(workspace: DemoWorkspace, args: readonly string[]): Promise<string> {
  return `$ nx ${args.join(' ')}\n${await workspace.read('nx', args)}`;
}

const engine = await upEngine((line) => {
  console.error(line);
});
const workspace = await createDemoWorkspace({ ...process.env, ...engine.env, FORCE_COLOR: '1' });
try {
  await workspace.read('nx', ['run-many', '-t', 'docker-build', '--push']);
  // the builder remembers what earlier recordings have built
  await workspace.change(`${EXAMPLES}/greeting/greeting.mjs`, (text) => `${text}// ${Date.now()}\n`);
  const affected = ['affected', '-t', 'docker-build', '--push', '--base=HEAD~1'];
  await record(
    'affected',
    'A library changed: two images are built and pushed',
    await shown(workspace, affected),
  );

  await workspace.change(`${EXAMPLES}/orders/Dockerfile`, (text) =>
    text.replace('USER node', 'RUN node --check src/mian.mjs\nUSER node'),
  );
  const all = ['run-many', '-t', 'docker-build'];
  await record('failure', 'One image fails, the others are built', await shown(workspace, all));
} finally {
  await workspace.remove();
}
