import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isOurBakeFile } from '../../../hcl/bake-file-header';

/** The files that bake merges when it is called without any, but for compose files, which it merges by accident. */
const BAKE_FILES = [
  'docker-bake.json',
  'docker-bake.hcl',
  'docker-bake.override.json',
  'docker-bake.override.hcl',
];

/** Files in which teams write down how they call bake. */
const CALLERS = [
  'package.json',
  'Makefile',
  'justfile',
  'Taskfile.yml',
  '.gitlab-ci.yml',
  'azure-pipelines.yml',
  '.circleci/config.yml',
];

const WORKFLOWS = '.github/workflows';

export interface GuessedFiles {
  readonly paths: readonly string[];
  /** The file that names them; undefined for names that bake knows. */
  readonly by: string | undefined;
}

/** The bake files that a workspace calls by name, else those that bake finds by itself, else a compose file. */
export function guessBakeFiles(root: string): GuessedFiles | undefined {
  for (const by of callers(root)) {
    const paths = [...new Set(namedIn(readFileSync(join(root, by), 'utf8')))].filter((path) =>
      isTheirs(root, path),
    );
    if (paths.length > 0) return { paths, by };
  }
  const usual = BAKE_FILES.filter((path) => isTheirs(root, path));
  if (usual.some((path) => !path.includes('override'))) return { paths: usual, by: undefined };
  const compose = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
  const first = compose.find((path) => existsSync(join(root, path)));
  return first === undefined ? undefined : { paths: [first], by: undefined };
}

function callers(root: string): string[] {
  const folder = join(root, WORKFLOWS);
  const workflows = existsSync(folder) ? readdirSync(folder).sort() : [];
  return [
    ...CALLERS.filter((path) => existsSync(join(root, path))),
    ...workflows.filter((name) => /\.ya?ml$/u.test(name)).map((name) => `${WORKFLOWS}/${name}`),
  ];
}

/** Names of bake files: `*.hcl`, and JSON files with `bake` in their name. */
const namedIn = (text: string): string[] =>
  [...text.matchAll(/[\w./-]*(?:\.hcl|bake[\w.-]*\.json)\b/gu)].map(([path]) => posix.normalize(path));

const isTheirs = (root: string, path: string): boolean =>
  !path.startsWith('..') &&
  !posix.isAbsolute(path) &&
  existsSync(join(root, path)) &&
  !isOurBakeFile(readFileSync(join(root, path), 'utf8'));
