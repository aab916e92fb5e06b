#!/usr/bin/env node
import { prune } from './cli/prune-builder-cache';

const HELP = `nx-bake prune [--dry-run] [--builder NAME] [--all] [--keep SIZE]

  Deletes the build cache of a builder on this machine (docker buildx prune). Caches in registries stay: they are
  images, and each registry has its own way to delete those.

  --dry-run        only tell how much there is
  --builder NAME   which builder               (default: the current one)
  --all            also what an image still uses
  --keep SIZE      how much to keep, e.g. 10gb`;

async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  if (command === 'prune' && !rest.includes('--help')) return prune(rest);
  const asked = command === undefined || argv.includes('--help') || argv.includes('-h');
  process.stderr.write(`${asked ? '' : `nx-bake has no command "${command}".\n\n`}${HELP}\n`);
  return asked && command !== undefined ? 0 : 2;
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
