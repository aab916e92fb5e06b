import { setTimeout as wait } from 'node:timers/promises';
import type { Options } from 'execa';

/** buildx' exit code when somebody stopped it: https://github.com/docker/buildx/blob/461836ba0fcb3e847dab6045a726889faa150bdb/cmd/buildx/main.go */
export const CANCELLED = 130;

/** How a docker process ended. A bad exit is a value, not an error. */
export interface DockerExit {
  readonly code: number | undefined;
  readonly signalName: string | undefined;
  /** Set when the program could not be started at all, e.g. `ENOENT`. */
  readonly startError?: string;
}

export interface DockerOutput extends DockerExit {
  readonly stdout: string;
  readonly stderr: string;
}

export interface DockerRun {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborting it ends docker, and with it the build. */
  readonly signal?: AbortSignal;
  /** Waited for between two lines: whoever gets them may be slower than docker. */
  readonly caughtUp?: () => Promise<unknown> | undefined;
}

/** Runs `docker` with these arguments and collects what it printed. */
export async function readDocker(args: readonly string[], run: DockerRun): Promise<DockerOutput> {
  const { execa } = await import('execa');
  const finished = await execa('docker', args, optionsOf(run));
  const exit = await explained(exitOf(finished), run.signal);
  return { ...exit, stdout: finished.stdout, stderr: finished.stderr };
}

/** Runs `docker` and hands over its stderr line by line, as it comes. */
export async function streamDocker(
  args: readonly string[],
  run: DockerRun,
  onLine: (line: string) => void,
): Promise<DockerExit> {
  const { execa } = await import('execa');
  const child = execa('docker', args, { ...optionsOf(run), buffer: false, stdout: 'ignore' });
  for await (const line of child.iterable({ from: 'stderr' })) {
    try {
      onLine(line);
      await run.caughtUp?.();
    } catch (error) {
      // leaving the loop waits for the end of docker
      child.kill();
      throw error;
    }
  }
  return explained(exitOf(await child), run.signal);
}

/** execa is ESM-only, so it is imported when it is needed. This is the one file that knows it. */
function optionsOf(run: DockerRun) {
  return {
    cwd: run.cwd,
    env: run.env,
    extendEnv: false,
    // docker asks nothing when nobody can answer
    stdin: 'ignore',
    reject: false,
    ...(run.signal === undefined ? {} : { cancelSignal: run.signal }),
    // buildx cancels its builds on SIGTERM at once
    killSignal: 'SIGTERM',
    forceKillAfterDelay: 3000,
  } as const satisfies Options;
}

/** How long a signal for us may come after the one that ended docker. */
const GRACE_MS = 1000;

/**
 * Nx stops the youngest processes first, docker before us, and Ctrl-C reaches all at once: when docker ended by a
 * signal, waits a moment for the one that tells us why.
 */
async function explained(exit: DockerExit, signal: AbortSignal | undefined): Promise<DockerExit> {
  const wasStopped = exit.code === CANCELLED || exit.signalName !== undefined;
  if (wasStopped && signal !== undefined) await wait(GRACE_MS, undefined, { signal }).catch(() => undefined);
  return exit;
}

interface Ended {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
}

function exitOf({ exitCode, signal, code }: Ended): DockerExit {
  const startError = exitCode === undefined && signal === undefined ? code : undefined;
  return { code: exitCode, signalName: signal, ...(startError === undefined ? {} : { startError }) };
}
