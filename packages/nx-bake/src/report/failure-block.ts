import type { Failed } from '../bake/outcomes/outcome';
import { formatProblem } from '../problems';
import { visibleText } from './visible';

/**
 * The lines that explain a failure: what failed, and where in the user's Dockerfile. A step's log stands with the steps; a build
 * outside docker has none.
 */
export function failureBlock(failed: Failed): readonly string[] {
  const { step, reason, problem, failureClass, log = '' } = failed;
  const told = problem === undefined ? reason : formatProblem(problem);
  const logged = failureClass === 'build' ? ['', ...log.trimEnd().split('\n')] : [];
  return [...(step === undefined ? [] : [step]), told, ...logged, ...placeOf(failed)].map(visibleText);
}

/** buildx shows the lines of one Dockerfile per call; of another one we know the path. */
function placeOf({ excerpt, dockerfile }: Failed): readonly string[] {
  if (excerpt !== undefined) {
    return ['', `${excerpt.path}:${excerpt.line}`, ...withoutEmptyEnds(excerpt.lines)];
  }
  return dockerfile === undefined ? [] : ['', dockerfile];
}

/** buildx shows a file's last newline as an empty line: `   3 |     `. */
function withoutEmptyEnds(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => !/^\s*(\d+ \|\s*)?$/.test(line));
  return lines.slice(0, last + 1);
}
