import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findings, shrunk, unallowed, weightsOf, type Allowed } from './findings';
import { readSources } from './sources';

/*
 * Holds the structure of this checkout to its rules: `npm run structure`. With --shrink it takes out of allowed.json
 * what is no longer needed.
 */
const FILE = join(__dirname, 'allowed.json');
const found = findings(readSources(resolve(__dirname, '../..')));
const allowed = JSON.parse(readFileSync(FILE, 'utf8')) as Allowed; // our own file
if (process.argv.includes('--shrink')) {
  writeFileSync(FILE, `${JSON.stringify(shrunk(found, allowed), null, 2)}\n`);
} else if (process.argv.includes('--counts')) {
  console.log(JSON.stringify(weightsOf(found), null, 2));
} else {
  const problems = unallowed(found, allowed);
  for (const { message } of problems) console.error(message);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
