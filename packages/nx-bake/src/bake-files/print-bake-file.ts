import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type Yaml from 'yaml';
import { readDocker, type DockerRun } from '../builder/docker';
import { recordOf } from '../foreign';
import { readPrinted, type PrintedFile } from './with-printed';

/** The bake files of a workspace that belong together, and the folder from which their paths count. */
export interface BakeFiles {
  /** Relative to the workspace root. */
  readonly paths: readonly string[];
  readonly folder: string;
}

export interface PrintQuestion {
  readonly files: BakeFiles;
  readonly names: readonly string[];
  /** Bake looks for secrets and agents even when it only prints; for a mapping they need not be there. */
  readonly withoutSecrets: boolean;
}

/** Asks bake itself what the files mean in this environment; or bake's own words on why it cannot tell. */
export async function printBakeFiles(
  { files: { paths, folder }, names, withoutSecrets }: PrintQuestion,
  { root, ...run }: DockerRun & { readonly root: string },
): Promise<{ readonly printed: PrintedFile } | { readonly error: string }> {
  const [compose] = paths.filter((path) => /\.ya?ml$/u.test(path));
  const given =
    compose === undefined
      ? paths.flatMap((path) => ['--file', posix.relative(folder, path)])
      : ['--file', '-'];
  const bare = withoutSecrets ? ['--set', '*.secrets=', '--set', '*.ssh='] : [];
  const { code, stdout, stderr, startError } = await readDocker(
    ['buildx', 'bake', ...given, ...bare, '--print', '--', ...names],
    {
      ...run,
      cwd: join(root, folder),
      ...(compose !== undefined && { input: buildsOnly(readFileSync(join(root, compose), 'utf8')) }),
    },
  );
  if (code === 0) return { printed: readPrinted(stdout) };
  return { error: startError ?? errorIn(stderr) };
}

/** A compose file cut down to what is built: bake would stop at an `env_file` that is not in git. */
function buildsOnly(text: string): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- 25 ms that only compose files pay
  const { parse, stringify } = require('yaml') as typeof Yaml;
  const file = recordOf(parse(text, { merge: true }) as unknown);
  const services = Object.entries(recordOf(file['services'])).flatMap(([name, service]) => {
    const { build, image } = recordOf(service);
    return build === undefined ? [] : [[name, { build, ...(image !== undefined && { image }) }] as const];
  });
  const { secrets } = file;
  return stringify({ services: Object.fromEntries(services), ...(secrets !== undefined && { secrets }) });
}

/** The last words of buildx, which begin with `ERROR:` and may have an excerpt of the file before them. */
function errorIn(stderr: string): string {
  const lines = stderr.trim().split('\n');
  const at = lines.findLastIndex((line) => line.startsWith('ERROR:'));
  return lines
    .slice(at < 0 ? 0 : at)
    .join('\n')
    .replace(/^ERROR: /u, '')
    .trim();
}
