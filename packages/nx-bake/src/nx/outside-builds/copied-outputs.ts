import { posix } from 'node:path';
import type { Dockerfile } from '../../dockerfile/read/dockerfile';
import { fixedPart, type OutputsAt } from './declared-outputs';

/** Something that a Dockerfile copies and that no checkout has. */
export interface CopiedOutput {
  /** A path or wildcard relative to the workspace root. */
  readonly path: string;
  /** For messages: `COPY dist/apps/api`, line 3. */
  readonly text: string;
  readonly line: number;
}

export interface OutputQuestion {
  /** The build context, relative to the workspace root. */
  readonly context: string;
  readonly versioned: (pathOrGlob: string) => 'versioned' | 'absent';
  readonly isIgnored: (path: string) => boolean;
  readonly outputs: OutputsAt;
}

/**
 * Finds the sources of a Dockerfile that a build has to make first, the context itself among them. Only git's and the
 * builds' own words count, not what an earlier build has left behind. A context that holds sources says nothing of builds.
 */
export function copiedOutputs(read: Dockerfile, question: OutputQuestion): CopiedOutput[] {
  const { context, isIgnored } = question;
  const whole =
    context !== '.' && isIgnored(context) ? [{ path: context, text: `context ${context}`, line: 1 }] : [];
  const sources = read.localSources
    .filter(({ needed, source }) => needed && source !== '.')
    .map(({ source, instruction, line }) => ({
      path: posix.join(context, source),
      text: `${instruction} ${source}`,
      line,
    }));
  return [...whole, ...sources].flatMap((source) =>
    isOutput(source.path, question) ? [source] : madeBelow(source, question),
  );
}

/** Ignored outputs in a versioned folder that is copied: without them the image would have half of a package. */
const madeBelow = (source: CopiedOutput, { outputs, isIgnored }: OutputQuestion): CopiedOutput[] =>
  outputs
    .below(source.path)
    .filter(({ path }) => isIgnored(fixedPart(path)) || isIgnored(`${fixedPart(path)}/file`))
    .map(({ path }) => ({ ...source, path }));

function isOutput(path: string, { versioned, isIgnored, outputs }: OutputQuestion): boolean {
  const folder = fixedPart(path);
  const declared = outputs(folder);
  if (declared.some(({ isBuild }) => isBuild)) return true;
  // a package manager's
  if (path.split('/').includes('node_modules')) return false;
  if (versioned(path) === 'versioned') return false;
  if (declared.length > 0) return true;
  // `yarn.lock*` may match nothing
  const isOptional = folder !== path && versioned(folder) === 'versioned' && !isIgnored(path);
  return !isOptional;
}
