import { parseArgs } from 'node:util';
import { commandLine } from '../bake/argv';
import { readDocker, type DockerRun } from '../builder/docker';
import { findBuilder } from '../builder/find-builder';
import { formatProblem } from '../problems';

/** `nx-bake prune`: the build cache of a builder, told or deleted. Gives the exit code. */
export async function prune(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      'dry-run': { type: 'boolean', default: false },
      builder: { type: 'string' },
      all: { type: 'boolean', default: false },
      keep: { type: 'string' },
    },
  });
  const run: DockerRun = { cwd: process.cwd(), env: process.env };
  const builder = await findBuilder(run, values.builder === undefined ? undefined : { name: values.builder });
  if (!builder.ok) {
    process.stderr.write(`${builder.problems.map(formatProblem).join('\n')}\n`);
    return 1;
  }
  const flags = pruneFlags(values);
  const args = values['dry-run'] ? ['du'] : ['prune', '--force', ...flags];
  const output = await readDocker(['buildx', ...args, '--builder', builder.value.name], run);
  process.stdout.write(values['dry-run'] ? lastLines(output.stdout) : `${output.stdout}\n`);
  if (values['dry-run'])
    process.stdout.write(
      `Would run: ${commandLine(['docker', 'buildx', 'prune', ...flags, '--builder', builder.value.name])}\n`,
    );
  process.stderr.write(output.stderr);
  return output.code ?? 1;
}

interface PruneValues {
  readonly all: boolean;
  readonly keep?: string | undefined;
}

const pruneFlags = ({ all, keep }: PruneValues): string[] => [
  ...(all ? ['--all'] : []),
  ...(keep === undefined ? [] : ['--max-used-space', keep]),
];

/** The totals that `docker buildx du` ends with. */
const lastLines = (text: string): string =>
  text
    .split('\n')
    .filter((line) => /^(?:Reclaimable|Total|Shared|Private):/u.test(line))
    .map((line) => `${line}\n`)
    .join('');
