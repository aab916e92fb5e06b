import { setTimeout as wait } from 'node:timers/promises';
import type { Options } from 'execa';
import { processGroupsUnder } from './process-groups';

/** buildx' exit code, and Nx's, when somebody stopped it: https://github.com/docker/buildx/blob/461836ba0fcb3e847dab6045a726889faa150bdb/cmd/buildx/main.go */
export const CANCELLED = 130;

/** The end of a process. A bad exit is a value, not an error. */
export interface ProgramExit {
  readonly code: number | undefined;
  readonly signalName: string | undefined;
  /** Set when the program could not be started at all, e.g. `ENOENT`. */
  readonly startError?: string;
}

export interface ProgramOutput extends ProgramExit {
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramRun {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborting it ends the program. */
  readonly signal?: AbortSignal;
  /** Waited for between two lines: whoever gets them may be slower than the program. */
  readonly caughtUp?: () => Promise<unknown> | undefined;
  /** What the program reads from its standard input. */
  readonly input?: string;
}

/** A program and its arguments: never a joined string, and no shell. */
export type Command = readonly [program: string, ...args: string[]];

/** Runs a program and collects what it printed. */
export async function readProgram([program, ...args]: Command, run: ProgramRun): Promise<ProgramOutput> {
  const { execa } = await import('execa');
  const finished = await execa(program, args, { ...optionsOf(run), ...cancelledBy(run) });
  const exit = await explained(exitOf(finished), run.signal);
  return { ...exit, stdout: finished.stdout, stderr: finished.stderr };
}

/** Runs a program and hands over its stderr line by line, as it comes. */
export async function streamErrors(
  [program, ...args]: Command,
  run: ProgramRun,
  onLine: (line: string) => void,
): Promise<ProgramExit> {
  const { execa } = await import('execa');
  const options = { ...optionsOf(run), ...cancelledBy(run), buffer: false, stdout: 'ignore' } as const;
  const child = execa(program, args, options);
  await handOver(child.iterable({ from: 'stderr' }), { run, onLine, stop: () => child.kill() });
  return explained(exitOf(await child), run.signal);
}

export interface GroupRun extends ProgramRun {
  /** A text in `env` that no other process has. */
  readonly mark: string;
}

/**
 * Runs a program that starts others, and hands over both of its outputs line by line. It gets a process group of its
 * own, and all of that is stopped with it: Nx 22.7 does not stop what it started when it alone is told to end.
 */
export async function streamGroup(
  [program, ...args]: Command,
  run: GroupRun,
  onLine: (line: string) => void,
): Promise<ProgramExit> {
  const { execa } = await import('execa');
  const options = { ...optionsOf(run), buffer: false, all: true, detached: true } as const;
  const child = execa(program, args, options);
  const group = stoppable(child.pid, run);
  try {
    await handOver(child.iterable({ from: 'all' }), { run, onLine, stop: group.stop });
    const exit = exitOf(await child);
    // what it started may have been stopped, and it only tells of a failure
    if (exit.code !== 0) await reasonToStop(run.signal);
    return exit;
  } finally {
    group.release();
  }
}

interface Reader {
  readonly run: ProgramRun;
  readonly onLine: (line: string) => void;
  /** Leaving the loop waits for the end of the program. */
  readonly stop: () => unknown;
}

async function handOver(lines: AsyncIterable<string>, { run, onLine, stop }: Reader): Promise<void> {
  for await (const line of lines) {
    try {
      onLine(line);
      await run.caughtUp?.();
    } catch (error) {
      stop();
      throw error;
    }
  }
}

/** execa is ESM-only, so it is imported when it is needed. This is the one file that knows it. */
const optionsOf = (run: ProgramRun) =>
  ({
    cwd: run.cwd,
    env: run.env,
    extendEnv: false,
    // a program asks nothing when nobody can answer
    ...(run.input === undefined ? { stdin: 'ignore' as const } : { input: run.input }),
    reject: false,
  }) as const satisfies Options;

/** The time that a program gets to end by itself. Nx gives us five seconds. */
const FORCE_MS = 3000;

const cancelledBy = ({ signal }: ProgramRun) =>
  ({
    ...(signal === undefined ? {} : { cancelSignal: signal }),
    // buildx cancels its builds on SIGTERM at once
    killSignal: 'SIGTERM',
    forceKillAfterDelay: FORCE_MS,
  }) as const satisfies Options;

/** Ends a process group when the signal says so; what is left of it and of what it started then, by force. */
function stoppable(
  pid: number | undefined,
  { signal, mark }: GroupRun,
): { readonly stop: () => void; readonly release: () => void } {
  const groups = new Set<number>();
  let forcing: NodeJS.Timeout | undefined;
  const look = (): void => {
    if (pid !== undefined) processGroupsUnder(pid, mark).forEach((group) => groups.add(group));
  };
  const force = (): void => {
    // one that was just being started was in no group at first
    if (groups.size > 0) look();
    groups.forEach((group) => {
      killGroup(group, 'SIGKILL');
    });
  };
  const stop = (): void => {
    if (pid === undefined) return;
    look();
    killGroup(pid, 'SIGTERM');
    forcing = setTimeout(force, FORCE_MS);
  };
  if (signal?.aborted === true) stop();
  signal?.addEventListener('abort', stop, { once: true });
  return {
    stop,
    release: () => {
      signal?.removeEventListener('abort', stop);
      clearTimeout(forcing);
      force();
    },
  };
}

function killGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // what node throws; all of it has ended
  }
}

/** A signal for us may come so long after the one that ended the program. */
const GRACE_MS = 1000;

/**
 * Nx stops the youngest processes first, the program before us, and Ctrl-C reaches all at once: waits a moment for the
 * signal that tells why the program ended.
 */
const reasonToStop = (signal: AbortSignal | undefined): Promise<unknown> | undefined =>
  signal && wait(GRACE_MS, undefined, { signal }).catch(() => undefined);

async function explained(exit: ProgramExit, signal: AbortSignal | undefined): Promise<ProgramExit> {
  if (exit.code === CANCELLED || exit.signalName !== undefined) await reasonToStop(signal);
  return exit;
}

interface Ended {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
}

function exitOf({ exitCode, signal, code }: Ended): ProgramExit {
  const startError = exitCode === undefined && signal === undefined ? code : undefined;
  return { code: exitCode, signalName: signal, ...(startError === undefined ? {} : { startError }) };
}
