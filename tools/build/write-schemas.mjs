/**
 * Writes the executor's schema.json beside its code in dist, from the option definitions: what `nx run … --help` shows.
 * It lets every type pass on purpose: at a wrong one Nx ends the batch without a word on project and next step, while
 * the executor reports all of them at once.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const plugin = new URL('../../packages/nx-bake/', import.meta.url);
const require = createRequire(plugin);
const v = require('valibot');
const { BuildOptionsSchema } = require('./dist/nx/options/build-options.js');

/** For `--help`: what an option takes, found out by asking its definition. */
function typeOf(schema) {
  const takes = (value) => v.safeParse(schema, value).success;
  if (takes('a,b')) {
    const { output } = v.safeParse(schema, 'a,b');
    return Array.isArray(output) && output.length === 2 ? 'array' : 'string';
  }
  return takes(true) ? 'boolean' : takes(7) ? 'number' : takes({ a: 'b' }) ? 'object' : 'string';
}

const anyOf = ['array', 'object', 'string', 'number', 'boolean'].map((type) => ({ type }));
const entries = Object.entries(BuildOptionsSchema.entries).map(([name, schema]) => [
  name,
  { description: v.getDescription(schema.wrapped), type: typeOf(schema), anyOf },
]);
const schema = {
  $schema: 'https://json-schema.org/schema',
  $id: 'NxBakeDockerBuild',
  version: 2,
  title: 'Build images with docker buildx bake',
  description: 'Builds the images of all tasks of a run with one docker buildx bake.',
  type: 'object',
  properties: Object.fromEntries(entries),
  required: [],
};
writeFileSync(
  new URL('dist/nx/executors/docker-build/schema.json', plugin),
  `${JSON.stringify(schema, null, 2)}\n`,
);
