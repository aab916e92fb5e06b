/** An error that buildx prints as plain text after the progress records of a failed call. */
export interface EndingError {
  /** The target that buildx blames; undefined in calls with one target, and for errors of the call itself. */
  readonly target: string | undefined;
  readonly message: string;
  /** The piece of a Dockerfile that stood before it. */
  readonly source: EndingSource | undefined;
}

export interface EndingSource {
  /** Only the file's base name: buildx knows no more. */
  readonly file: string;
  readonly line: number;
  readonly lines: readonly string[];
}

/**
 * The one pattern of stderr that we rely on, and only where no vertex says what failed.
 * https://github.com/docker/buildx/blob/461836ba0fcb3e847dab6045a726889faa150bdb/build/build.go#L545-L549
 */
const TARGET = /^target ([^\s:]+): /;
const ERROR = /^ERROR: /;
const PLACE = /^(\S.*):(\d+)$/;
const RULER = /^-{20}$/;

export const readEnding = (lines: readonly string[]): EndingError[] =>
  lines.flatMap((line, index) => (ERROR.test(line) ? [errorAt(lines, index)] : []));

function errorAt(lines: readonly string[], index: number): EndingError {
  // Some errors go on: "Switch to a different driver, …". They end at an empty line or at the next error.
  const rest = lines.slice(index + 1);
  const end = rest.findIndex(
    (line) => line === '' || ERROR.test(line) || PLACE.test(line) || line.startsWith('View build'),
  );
  const whole = [
    (lines[index] ?? '').replace(ERROR, ''),
    ...rest.slice(0, end === -1 ? undefined : end),
  ].join('\n');
  return {
    target: TARGET.exec(whole)?.[1],
    message: whole.replace(TARGET, ''),
    source: sourceBefore(lines, index),
  };
}

/** `Dockerfile:6`, a ruler, the lines, a ruler, and then the error. */
function sourceBefore(lines: readonly string[], index: number): EndingSource | undefined {
  const start = lines.slice(0, index - 1).findLastIndex((line) => RULER.test(line));
  const place = PLACE.exec(lines[start - 1] ?? '');
  return RULER.test(lines[index - 1] ?? '') && place?.[1] !== undefined
    ? { file: place[1], line: Number(place[2]), lines: lines.slice(start + 1, index - 1) }
    : undefined;
}
