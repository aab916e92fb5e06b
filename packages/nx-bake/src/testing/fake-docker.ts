import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TRANSCRIPTS = join(__dirname, '../../fixtures/transcripts');

export interface FakeDockerOptions {
  /** What each bake call does, in shell; calls beyond the last do what that does. */
  readonly plays: readonly string[];
  readonly buildx?: string;
  /** What `docker buildx bake --help` says. */
  readonly help?: string;
}

/** A `docker` that plays what was recorded (see {@link transcript} and {@link BUILT}) instead of building. */
export interface FakeDocker {
  /** A folder for a run's files. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** The arguments of each bake call so far. */
  bakes(): string[][];
  /** The targets of each bake call so far. */
  targets(): string[][];
  remove(): void;
}

/** Ends as a bake does that builds and loads all that it was asked for. */
export const BUILT = 'built "$@"';

/** Ends as the recorded call did. */
export const transcript = (name: string, code = 1): string =>
  `cat "${join(TRANSCRIPTS, name)}.rawjson" >&2; exit ${code}`;

const BUILDER = {
  Name: 'default',
  Driver: 'docker',
  Current: true,
  Nodes: [
    { Platforms: ['linux/amd64'], Labels: { 'org.mobyproject.buildkit.worker.snapshotter': 'overlayfs' } },
  ],
};

const script = (folder: string): string => `#!/bin/sh
here="${folder}"
case "$1 $2" in
  'buildx version') cat "$here/version"; exit ;;
  'buildx ls') cat "$here/builders"; exit ;;
  'image inspect') exit 1 ;;
esac
case "$*" in *--help) cat "$here/help"; exit ;; esac
printf '%s\\037' "$@" >> "$here/calls"; echo >> "$here/calls"
exported() {
  echo '{"vertexes":[{"digest":"sha256:'$1'","name":"'$2'exporting to image","started":"2026-11-23T20:00:00Z","completed":"2026-11-23T20:00:01Z"}]}' >&2
}
built() {
  until [ "$1" = '--file' ]; do shift; done; all=$(grep -c '^target ' "$2")
  until [ "$1" = '--' ]; do shift; done; shift
  if [ "$all" -eq 1 ]; then exported "$1" ''; else for name; do exported "$name" "[$name] "; done; fi
}
play=$(wc -l < "$here/calls")
until [ -e "$here/play-$((play))" ]; do play=$((play - 1)); done
. "$here/play-$((play))"
`;

export function fakeDocker({ plays, buildx = '0.29.1', help = '' }: FakeDockerOptions): FakeDocker {
  const folder = mkdtempSync(join(tmpdir(), 'nx-bake-fake-'));
  const put = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text);
  };
  put('version', `github.com/docker/buildx v${buildx} abc\n`);
  put('builders', `${JSON.stringify(BUILDER)}\n`);
  put('help', help);
  plays.forEach((play, index) => {
    put(`play-${index + 1}`, `${play}\n`);
  });
  put('docker', script(folder));
  chmodSync(join(folder, 'docker'), 0o755);
  const bakes = (): string[][] =>
    existsSync(join(folder, 'calls'))
      ? readFileSync(join(folder, 'calls'), 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => line.split('\u001f').slice(0, -1))
      : [];
  return {
    folder,
    env: { PATH: `${folder}:${process.env['PATH'] ?? ''}` },
    bakes,
    targets: () => bakes().map((args) => args.slice(args.indexOf('--') + 1)),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
