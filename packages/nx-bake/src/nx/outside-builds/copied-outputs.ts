import { posix } from 'node:path';
import type { Dockerfile } from '../../dockerfile/read/dockerfile';
import { fixedPart } from './declared-outputs';

/** Something that a Dockerfile copies and that no checkout has. */
export interface CopiedOutput {
  /** A path or wildcard relative to the workspace root. */
  readonly path: string;
  /** For messages: `COPY dist/apps/api`, line 3. */
  readonly text: string;
  readonly line: number;
}

export interface OutputQuestion {
  /** Of the build, relative to the workspace root. */
  readonly context: string;
  readonly versioned: (pathOrGlob: string) => 'versioned' | 'absent';
  readonly isIgnored: (path: string) => boolean;
  /** Whether a build says that it makes this. */
  readonly isDeclared: (path: string) => boolean;
}

/**
 * The sources of a Dockerfile that a build has to make first. Only git's and the builds' own words count, not what an
 * earlier build has left behind. The whole context says nothing of builds.
 */
export const copiedOutputs = (read: Dockerfile, question: OutputQuestion): CopiedOutput[] =>
  read.localSources
    .filter(({ needed, source }) => needed && source !== '.')
    .map(({ source, instruction, line }) => ({
      path: posix.join(question.context, source),
      text: `${instruction} ${source}`,
      line,
    }))
    .filter(({ path }) => isOutput(path, question));

function isOutput(path: string, { versioned, isIgnored, isDeclared }: OutputQuestion): boolean {
  const folder = fixedPart(path);
  if (isDeclared(folder)) return true;
  // a package manager's
  if (path.split('/').includes('node_modules')) return false;
  if (versioned(path) === 'versioned') return false;
  // `yarn.lock*` may match nothing
  const isOptional = folder !== path && versioned(folder) === 'versioned' && !isIgnored(path);
  return !isOptional;
}
