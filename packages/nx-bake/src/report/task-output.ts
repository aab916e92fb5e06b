import { boundedLog } from '../bake/records/bounded-log';
import type { Outcome } from '../bake/outcomes/outcome';
import type { VertexRecord } from '../bake/records/vertex';
import { unreachable } from '../result';
import { failureBlock } from './failure-block';
import { loadFormats, type Formats } from './formats';
import { because, durationOf, whereabouts, type Labels } from './outcome-words';
import { targetSteps } from './target-steps';
import { visibleText } from './visible';

export interface TaskOutputInput {
  readonly target: string;
  readonly outcome: Outcome;
  /** The records of all calls that had this target. */
  readonly vertices: readonly VertexRecord[];
  /** `nx run orders:docker-build` */
  readonly rerun: string;
  readonly labels: Labels;
}

/** The most that anybody reads, as Nx keeps it in memory and in its cache: half of it from each end. */
const MOST_CHARACTERS = 256 * 1024;

/** The terminal output of one target's task: its steps, its logs, its end. */
export async function renderTaskOutput(input: TaskOutputInput): Promise<string> {
  const formats = await loadFormats();
  const steps = boundedLog(MOST_CHARACTERS / 2);
  for (const line of targetSteps(input.target, input.vertices, formats)) steps.append(`${line}\n`);
  const warnings = input.outcome.warnings.map((warning) => `warning: ${visibleText(warning)}`);
  const end = [...warnings, ...endOf(input, formats)];
  return `${steps.text()}${end.map((line) => `${line}\n`).join('')}`;
}

function endOf({ outcome, labels, rerun }: TaskOutputInput, { duration }: Formats): readonly string[] {
  switch (outcome.kind) {
    case 'built':
    case 'reused': {
      const { steps, digest, pushed, loaded, sameInputs } = outcome;
      const refs = [...pushed, ...loaded].map((ref) => `${ref}${digest === undefined ? '' : `@${digest}`}`);
      const told = `${outcome.kind} in ${duration(durationOf(outcome) ?? 0)}, ${steps.cached} of ${steps.total} steps cached`;
      if (sameInputs !== undefined)
        return [`not built: ${whereabouts(outcome)} (${sameInputs.tag})`, ...refs];
      return [`${told}, ${whereabouts(outcome)}`, ...refs];
    }
    case 'failed':
      return [
        // nothing stands before it
        ...(outcome.failureClass === 'build' ? [] : ['']),
        ...failureBlock(outcome),
        ...sharedWith(outcome.sharedWith, labels),
        '',
        `Run it alone: ${rerun}`,
      ];
    case 'cancelled':
    case 'skipped':
      return [`not built: ${because(outcome, labels)}`];
    default:
      return unreachable(outcome);
  }
}

const sharedWith = (targets: readonly string[], labels: Labels): readonly string[] =>
  targets.length === 0
    ? []
    : ['', `The same step failed for ${targets.map((target) => labels.get(target) ?? target).join(', ')}.`];
