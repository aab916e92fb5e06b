import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** A `docker` in front of the real one that writes down how it was called. */
export interface RecordingDocker {
  readonly env: Readonly<Record<string, string>>;
  /** The arguments of each call so far. */
  calls(): string[][];
  /** Those of `docker buildx bake`. */
  bakes(): string[][];
  /** The ignore file that a target had in the last bake; the run's folder is gone by then. */
  ignoreFileOf(target: string): string;
  /** The bake file of the last call. */
  bakeFile(): string;
  remove(): void;
}

/** @param script shell that runs first and may answer in the place of `$REAL` */
export function recordingDocker(script = ''): RecordingDocker {
  const folder = mkdtempSync(join(tmpdir(), 'nx-bake-docker-'));
  const log = join(folder, 'calls');
  const real = execFileSync('which', ['docker'], { encoding: 'utf8' }).trim();
  const shim = join(folder, 'docker');
  writeFileSync(
    shim,
    [
      '#!/bin/sh',
      `printf '%s\\037' "$@" >> "${log}"; echo >> "${log}"`,
      'if [ "$1 $2" = "buildx bake" ]; then',
      `  cp -r .nx/workspace-data/nx-bake/run-*/. "${folder}/run" 2> /dev/null`,
      // the contexts of a run may lie outside the workspace, where the bake file says
      `  contexts=$(sed -n 's#.* = "\\(.*/nx-bake-run-[^/]*\\)/.*#\\1#p' "${folder}/run/"*.hcl 2> /dev/null | head -n 1)`,
      `  [ -z "$contexts" ] || cp -r "$contexts/." "${folder}/run" 2> /dev/null`,
      'fi',
      `REAL="${real}"`,
      script,
      `exec "$REAL" "$@"`,
      '',
    ].join('\n'),
  );
  chmodSync(shim, 0o755);
  const calls = (): string[][] =>
    existsSync(log)
      ? readFileSync(log, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => line.split('\u001f').slice(0, -1))
      : [];
  return {
    env: { PATH: `${folder}:${process.env['PATH'] ?? ''}` },
    calls,
    bakes: () => calls().filter((args) => args[0] === 'buildx' && args[1] === 'bake'),
    ignoreFileOf: (target) => readFileSync(join(folder, 'run', target, 'Dockerfile.dockerignore'), 'utf8'),
    bakeFile: () => {
      const bake = calls().findLast((args) => args[0] === 'buildx' && args[1] === 'bake') ?? [];
      const file = basename(bake[bake.indexOf('--file') + 1] ?? '');
      return readFileSync(join(folder, 'run', file), 'utf8');
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
