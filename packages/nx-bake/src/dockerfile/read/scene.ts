import type { Place, Reference } from './dockerfile';
import type { Scope } from '../variables/variable';

/** The surroundings that an instruction is read in. */
export interface Scene {
  readonly place: Place;
  readonly scope: Scope;
  readonly stages: StageNames;
}

/** The syntax of the file. */
export interface Dialect {
  readonly escape: string;
  /** A backslash parts folders. */
  readonly windows: boolean;
}

export interface StageNames extends Dialect {
  readonly count: number;
  /** Lower-case names. A name that is given twice belongs to the later stage. */
  readonly byName: ReadonlyMap<string, number>;
}

/** A fact from an instruction, before it is known which stages are needed. */
export type Finding =
  | { readonly kind: 'source'; readonly place: Place; readonly source: string; readonly wildcard: boolean }
  | { readonly kind: 'reference'; readonly place: Place; readonly reference: Reference }
  | { readonly kind: 'mention'; readonly place: Place; readonly text: string }
  | {
      readonly kind: 'unknown';
      readonly place: Place;
      readonly text: string;
      readonly why: string;
      readonly source?: string;
    };
