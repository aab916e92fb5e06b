import { createColors } from 'picocolors';
import type { Vertex } from '../../bake/records/bake-event';
import { failureReason } from '../../bake/outcomes/error-words';
import { isMissingCache } from '../../bake/outcomes/error-words';
import { roleOf } from '../../bake/records/vertex-role';
import type { Formats } from '../formats';
import { visible } from '../visible';

export interface StepEnd {
  readonly vertex: Vertex;
  readonly durationMs: number;
  readonly error?: string;
}

/** The texts about a vertex. */
export interface StepWords {
  /** A vertex that runs. */
  readonly started: (vertex: Vertex) => string;
  /** Its end, after its start was shown. */
  readonly ended: (end: StepEnd) => string;
  /** Its start and its end in one. */
  readonly whole: (end: StepEnd) => string;
  readonly cached: (vertex: Vertex) => string;
  readonly cachedSteps: (count: number) => string;
  readonly cancelled: (vertex: Vertex) => string;
  readonly warning: (message: string) => string;
}

export interface WordsOptions {
  readonly labels: ReadonlyMap<string, string>;
  readonly colour: boolean;
  readonly formats: Formats;
}

export function createStepWords({ labels, colour, formats }: WordsOptions): StepWords {
  const { dim, green, red, yellow } = createColors(colour);
  const named = (vertex: Vertex): string => `${oneLine(vertex.name)}${others(vertex, labels)}`;
  const end = ({ vertex, durationMs, error }: StepEnd): string => {
    const time = formats.duration(durationMs);
    if (error === undefined) {
      return dim(time);
    }
    if (isMissingCache(vertex.name, error)) {
      return dim('not there yet');
    }
    const reason = visible(failureReason(error));
    return isHarmless(vertex) ? yellow(`${HARMLESS}: ${reason}`) : red(`failed after ${time}: ${reason}`);
  };
  return {
    started: named,
    ended: (ending) => `${ending.error === undefined ? 'done ' : ''}${end(ending)}`,
    whole: (ending) => `${named(ending.vertex)}  ${end(ending)}`,
    cached: (vertex) => `${named(vertex)}  ${green('cached')}`,
    cachedSteps: (count) => green(count === 1 ? '1 step cached' : `${count} steps cached`),
    cancelled: (vertex) => `${named(vertex)}  ${dim('cancelled')}`,
    warning: (message) => yellow(visible(message)),
  };
}

const HARMLESS = 'ignored';

/** A failure that BuildKit ignores: a cache that does not exist, or that cannot be written. */
export const isHarmless = ({ name }: Vertex): boolean =>
  ['cache-import', 'cache-export'].includes(roleOf(name));

/** A heredoc's name has all of its lines. */
const oneLine = (name: string): string => visible(name.replace(/\s*\n[\s\S]*$/, ' …'));

function others({ targets }: Vertex, labels: ReadonlyMap<string, string>): string {
  const names = targets.slice(1).map((target) => labels.get(target) ?? target);
  const shown = names.slice(0, MOST_NAMES).join(', ');
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return names.length === 0 ? '' : ` (also ${shown}${more})`;
}

const MOST_NAMES = 3;
