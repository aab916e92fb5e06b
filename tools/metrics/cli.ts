import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measure } from './measure';
import { readSources } from './sources';

/** Measures the structure of this checkout, or of the one that `--root` names. */
const { values } = parseArgs({
  options: {
    root: { type: 'string', default: resolve(__dirname, '../..') },
    json: { type: 'boolean', default: false },
  },
});
const metrics = measure(readSources(values.root));
const width = Math.max(...Object.keys(metrics).map((name) => name.length));
console.log(
  values.json
    ? JSON.stringify(metrics, null, 2)
    : Object.entries(metrics)
        .map(([name, value]) => `${name.padEnd(width)}  ${value}`)
        .join('\n'),
);
