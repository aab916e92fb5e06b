import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { PostTasksExecution, PreTasksExecution } from '@nx/devkit';
import { nxVersion } from '../files/nx-version';
import { isOwnCommand, refusesBatches } from './own-command';
import { OPEN_FLAGS } from './open-flags';
import { takeWords, wordsFolder, type Words } from './words';

/**
 * Lets the live lines of a run stand where only our targets run, whatever the output style. Variables are set each time
 * and not only where they are unset: with the daemon this runs in a process that lives on.
 */
const preTasksExecution: PreTasksExecution = (_, { argv, nxJsonConfiguration }) => {
  if (isOwnCommand(argv, nxJsonConfiguration)) Object.assign(process.env, variables(argv));
  return Promise.resolve();
};

function variables(argv: readonly string[]): Record<string, string> {
  const { major, minor } = nxVersion();
  return {
    // plain lines in the place of a list that is drawn again and again
    NX_TASKS_RUNNER_DYNAMIC_OUTPUT: 'false',
    // Nx 22 holds nothing back until the end of a batch, and would only unfold the groups of its tasks
    ...(major > 22 ? { NX_SKIP_LOG_GROUPING: 'true' } : {}),
    // from 22.6 on executors.json says it: https://github.com/nrwl/nx/releases/tag/22.6.0
    ...((major < 22 || (major === 22 && minor < 6)) && !refusesBatches(argv)
      ? { NX_BATCH_MODE: 'true' }
      : {}),
    // there is no path to the terminal, and from the daemon no other way to it
    ...(process.platform === 'win32' && process.env['NX_DAEMON_PROCESS'] === 'true'
      ? { NX_TUI: 'false' }
      : {}),
  };
}

/** Writes what the batch worker has left where it is seen: after Nx's own summary. */
const postTasksExecution: PostTasksExecution = async (_, { workspaceRoot, taskResults }) => {
  try {
    // nothing is left after Ctrl-C, when Nx 22 has no results
    const times = new Map(
      Object.values(taskResults).map(({ task: { id, startTime, endTime } }) => [
        id,
        `${startTime},${endTime}`,
      ]),
    );
    const isOfRun = (words: Words): boolean =>
      Object.entries(words.times).every(([id, [start, end]]) => times.get(id) === `${start},${end}`);
    // the daemon's environment may name another folder than the worker's did
    const folders = new Set([wordsFolder(workspaceRoot, process.env), wordsFolder(workspaceRoot, {})]);
    for (const folder of folders) for (const words of takeWords(folder, isOfRun)) await write(words);
  } catch {
    // an error here would fail the command: https://github.com/nrwl/nx/blob/24.0.6/packages/nx/src/tasks-runner/run-command.ts
  }
};

/** An empty line first, as `^C` may stand there; `\r\n`, as a terminal may still be raw after Nx's own interface. */
async function write({ path, isTerminal, lines }: Words): Promise<void> {
  const text = ['', ...lines, ''].join(isTerminal ? '\r\n' : '\n');
  try {
    if (path === undefined) throw new Error('no path');
    appendTo(path, text);
  } catch {
    if (process.env['NX_DAEMON_PROCESS'] === 'true') return; // its output is a log; `nx-bake last` shows the lines
    process.stdout.write(text);
    // Nx closes the pipe to this process with our answer, whatever is still in it
    await wait(FLUSH_MS);
  }
}

function appendTo(path: string, text: string): void {
  const fd = openSync(path, OPEN_FLAGS);
  try {
    let rest = Buffer.from(text);
    while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
  } finally {
    closeSync(fd);
  }
}

const FLUSH_MS = 50;

interface Hooks {
  readonly preTasksExecution: PreTasksExecution | undefined;
  readonly postTasksExecution: PostTasksExecution | undefined;
}

/** The hooks, unless nx.json leaves all output to Nx: one that is there costs every task command its call. */
export const hooks = (cwd: string): Hooks =>
  isLeftToNx(cwd)
    ? { preTasksExecution: undefined, postTasksExecution: undefined }
    : { preTasksExecution, postTasksExecution };

/** Nx asks a plugin for its hooks before it hands over the options, so nx.json is read here. */
function isLeftToNx(cwd: string): boolean {
  try {
    const text = readFileSync(nxJsonAbove(cwd), 'utf8');
    // almost no workspace has it, and this runs on every command
    return /"output"\s*:\s*"nx"/u.test(text) && text.includes('"nx-bake"');
  } catch {
    return false;
  }
}

function nxJsonAbove(folder: string): string {
  const path = join(folder, 'nx.json');
  return existsSync(path) || dirname(folder) === folder ? path : nxJsonAbove(dirname(folder));
}
