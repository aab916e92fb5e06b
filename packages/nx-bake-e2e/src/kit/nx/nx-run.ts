import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Workspace } from '../workspace';

export interface Ended {
  readonly code: number | null;
  readonly signalName: NodeJS.Signals | null;
}

/** An Nx that is at work, in a process group of its own, as a shell would start it. */
export interface NxRun {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  output(): string;
  /** Comes back when it has printed the text. */
  printed(text: string): Promise<void>;
  /** Signals all of its processes, as Ctrl-C does. */
  signalGroup(signal: NodeJS.Signals): void;
}

export function startNx(
  workspace: Workspace,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): NxRun {
  const child = spawn(join(workspace.root, 'node_modules/.bin/nx'), args, {
    cwd: workspace.root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return {
    child,
    ended: new Promise((resolve) => {
      child.on('exit', (code, signalName) => {
        resolve({ code, signalName });
      });
    }),
    output: () => output,
    printed: (text) => until(() => output.includes(text), 60_000),
    signalGroup: (signal) => {
      process.kill(-(child.pid ?? NaN), signal);
    },
  };
}

/** The command lines of all processes that have the text in theirs. */
export function processesWith(text: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return []; // it ended meanwhile
      }
    })
    .filter((line) => line.includes(text));
}

/** Waits for a condition; after `ms` it is an error. */
export async function until(condition: () => boolean, ms: number): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`Not within ${ms} ms: ${condition.toString()}`);
    await wait(50);
  }
}
