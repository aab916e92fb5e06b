#!/usr/bin/env node
import { prune } from './cli/prune-builder-cache';
import { showLastRun } from './cli/show-last-run';

interface Command {
  readonly help: string;
  /** Runs the command and returns the exit code. */
  readonly run: (argv: readonly string[]) => Promise<number>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  last: {
    help: `nx-bake last

  Prints the table of the last run in this workspace again, or its plan if it was a dry run.`,
    run: showLastRun,
  },
  prune: {
    help: `nx-bake prune [--dry-run] [--builder NAME] [--all] [--keep SIZE]

  Deletes the build cache of a builder on this machine (docker buildx prune). Caches in registries stay: they are
  images, and each registry has its own way to delete those.

  --dry-run        only report how much there is
  --builder NAME   which builder               (default: the current one)
  --all            also what an image still uses
  --keep SIZE      how much to keep, e.g. 10gb`,
    run: prune,
  },
};

async function main([name, ...rest]: readonly string[]): Promise<number> {
  const command = name === undefined ? undefined : COMMANDS[name];
  const wantsHelp = [name, ...rest].some((word) => word === '--help' || word === '-h');
  if (command !== undefined && !wantsHelp) return command.run(rest);
  const helps = command === undefined ? Object.values(COMMANDS) : [command];
  const unknown = name === undefined || wantsHelp ? '' : `nx-bake has no command "${name}".\n\n`;
  process.stderr.write(`${unknown}${helps.map(({ help }) => help).join('\n\n')}\n`);
  return wantsHelp ? 0 : 2;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
