/**
 * Puts the service and the workspace's libraries that it imports into one file, so that the image needs no
 * node_modules. Stands for the bundler of a real service.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const [outFile = 'out/main.mjs'] = process.argv.slice(2);
const here = import.meta.dirname ?? dirname(new URL(import.meta.url).pathname);

const library = await readFile(join(here, '../greeting/greeting.mjs'), 'utf8');
const service = await readFile(join(here, 'src/main.mjs'), 'utf8');
const bundle = [library.replaceAll(/^export /gm, ''), service.replace(/^import .*greeting.*$/m, '')].join(
  '\n',
);

await mkdir(dirname(outFile), { recursive: true });
await writeFile(outFile, bundle);
