import { createColors } from 'picocolors';
import type { Vertex } from '../../bake/records/bake-event';
import { createPrefixes } from './prefixes';

export interface SpeakerOptions {
  readonly labels: ReadonlyMap<string, string>;
  readonly colour: boolean;
}

/** Makes lines: whose, which step, what. */
export interface Speaker {
  say(vertex: Vertex, text: string): string[];
  /** Makes a line of no project in particular. */
  sayPlain(text: string): string;
  /** Counts a cached step. They get one line, before the next line of the same project. */
  countCached(vertex: Vertex): void;
  flush(): string[];
}

export function createSpeaker(options: SpeakerOptions, wordsForCached: (count: number) => string): Speaker {
  const prefixOf = createPrefixes(options);
  const { dim } = createColors(options.colour);
  const numbers = new Map<string, number>();
  const cached = new Map<string, number>();

  const tellCached = (prefix: string): string[] => {
    const count = cached.get(prefix);
    cached.delete(prefix);
    return count === undefined ? [] : [`${prefix}${wordsForCached(count)}`];
  };

  return {
    say({ digest, targets }, text) {
      const prefix = prefixOf(targets);
      const number = numbers.get(digest) ?? numbers.size + 1;
      numbers.set(digest, number);
      return [...tellCached(prefix), `${prefix}${dim(`#${number}`)} ${text}`];
    },
    sayPlain: (text) => `${prefixOf([])}${text}`,
    countCached({ targets }) {
      const prefix = prefixOf(targets);
      cached.set(prefix, (cached.get(prefix) ?? 0) + 1);
    },
    flush: () => [...cached.keys()].flatMap(tellCached),
  };
}
