import { stripVTControlCharacters } from 'node:util';
import { readLastRun } from '../nx/terminal/last-run';
import { wantsColour } from '../report/colour';
import { workspaceRoot } from './workspace-root';

/** Prints the table of the last run, or its plan if it was a dry run: `nx-bake last`. Returns the exit code. */
export async function showLastRun(): Promise<number> {
  const root = workspaceRoot(process.cwd());
  if (root === undefined) {
    process.stderr.write('There is no nx.json here or above. Run it in a workspace.\n');
    return 1;
  }
  const run = await readLastRun(root, process.env);
  if (run === undefined) {
    process.stderr.write('No run in this workspace yet. Start one: nx affected -t docker-build\n');
    return 1;
  }
  const hasColour = wantsColour(process.env, process.stdout.isTTY);
  const text = hasColour ? run.text : stripVTControlCharacters(run.text);
  process.stdout.write(`The run that ended at ${run.endedAt.toLocaleString()}:\n${text}`);
  return 0;
}
