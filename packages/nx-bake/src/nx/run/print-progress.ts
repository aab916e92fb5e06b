import { once } from 'node:events';
import type { BakeListener } from '../../bake/bake-once';
import { foldMarks, withoutCommands, type CiKind, type FoldMarks } from '../../ci/log-groups';
import type { LiveReport } from '../../report/live/live-report';

/** The interval at which steps that run silently get a chance to be shown, in milliseconds. */
const TICK = 1000;

export interface ListenerSettings {
  readonly ci: CiKind;
  readonly write: (line: string) => void;
}

/** Prints what a live report makes of the calls that it listens to, folded where a CI system can. */
export function listenerTo(live: LiveReport, { ci, write }: ListenerSettings): BakeListener {
  let calls = 0;
  let running: { readonly marks: FoldMarks; readonly ticking: NodeJS.Timeout } | undefined;
  const print = (lines: readonly string[]): void => {
    lines.forEach((line) => {
      write(withoutCommands(line, ci));
    });
  };
  const begin = (): NonNullable<typeof running> => {
    const marks = foldMarks(`docker buildx bake, call ${++calls}`, ci, Date.now());
    marks.open.forEach(write);
    const ticking = setInterval(() => {
      print(live.lines([], ''));
    }, TICK);
    return { marks, ticking: ticking.unref() };
  };
  return {
    heard: (events, line) => {
      running ??= begin();
      print(live.lines(events, line));
    },
    callEnded: () => {
      clearInterval(running?.ticking);
      print(live.end());
      running?.marks.close.forEach(write);
      running = undefined;
    },
  };
}

/**
 * Resolves when our output has been read, and is undefined when there is room: what waits to be read is kept in our
 * memory, and so may be a build's whole log.
 */
export const caughtUp = (signal: AbortSignal): Promise<unknown> | undefined =>
  process.stdout.writableNeedDrain
    ? once(process.stdout, 'drain', { signal }).catch(() => undefined)
    : undefined;
