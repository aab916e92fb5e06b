/** Writes what is made of the options' definitions into dist: the schemas for Nx and for editors, and the package's types. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageTypes } from '../../packages/nx-bake/src/build/package-types.js';
import {
  executorSchema,
  nxJsonSchema,
  pluginOptionsSchema,
} from '../../packages/nx-bake/src/build/option-json-schemas.js';

const plugin = fileURLToPath(new URL('../../packages/nx-bake/', import.meta.url));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(plugin, path)), { recursive: true });
  writeFileSync(join(plugin, path), text);
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

write('dist/nx/executors/docker-build/schema.json', json(executorSchema()));
write('dist/schemas/plugin-options.schema.json', json(pluginOptionsSchema()));
write('dist/schemas/nx.schema.json', json(nxJsonSchema()));
write('dist/index.d.ts', await packageTypes((name) => readFileSync(join(plugin, 'schemas', name), 'utf8')));
