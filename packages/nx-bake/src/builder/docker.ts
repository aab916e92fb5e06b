import { readProgram, streamErrors, type ProgramExit, type ProgramOutput, type ProgramRun } from './program';

export type DockerOutput = ProgramOutput;

export type DockerExit = ProgramExit;

/** Aborting its signal ends docker, and with it the build. */
export type DockerRun = ProgramRun;

/** Runs `docker` with these arguments and collects what it printed. */
export const readDocker = (args: readonly string[], run: DockerRun): Promise<ProgramOutput> =>
  readProgram(['docker', ...args], run);

/** Runs `docker` and hands over its stderr line by line, as it comes. */
export const streamDocker = (
  args: readonly string[],
  run: DockerRun,
  onLine: (line: string) => void,
): Promise<ProgramExit> => streamErrors(['docker', ...args], run, onLine);
