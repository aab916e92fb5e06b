/** A `docker buildx bake` call. Paths are absolute or relative to the workspace root, where bake runs. */
export interface BakeCommand {
  readonly files: readonly string[];
  readonly targets: readonly string[];
  readonly builder: string | undefined;
  readonly metadataFile: string;
  /** A failing target does not stop the others. Only for a buildx that can. */
  readonly keepGoing: boolean;
  /** The number of targets that are built at the same time. Only for a buildx that can. */
  readonly parallel: number | undefined;
}

/** The arguments of `docker` for one call: options first, so that no target is taken for one. */
export function bakeArgs(call: BakeCommand): string[] {
  return [
    'buildx',
    'bake',
    ...call.files.flatMap((file) => ['--file', file]),
    ...(call.builder === undefined ? [] : ['--builder', call.builder]),
    '--progress=rawjson',
    ...['--metadata-file', call.metadataFile],
    ...jobs(call),
    '--',
    ...call.targets,
  ];
}

/** Mode and limit are one flag: https://docs.docker.com/reference/cli/docker/buildx/bake/#jobs */
function jobs({ keepGoing, parallel }: BakeCommand): string[] {
  const parts = [
    ...(keepGoing ? ['defer-error'] : []),
    ...(parallel === undefined ? [] : [`parallel=${parallel}`]),
  ];
  return parts.length === 0 ? [] : [`--jobs=${parts.join(',')}`];
}

/** Characters that every shell takes as they are. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** A command as one would type it: words that a shell would not take as they are stand in quotes. */
export const commandLine = (words: readonly string[]): string => words.map(quoted).join(' ');

const quoted = (word: string): string =>
  PLAIN.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
