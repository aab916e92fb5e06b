import type { Place, Reference } from './dockerfile';
import type { Scope } from '../variables/variable';

/** Where an instruction is read: what it can see there. */
export interface Scene {
  readonly place: Place;
  readonly scope: Scope;
  readonly stages: StageNames;
}

/** How the file is written. */
export interface Dialect {
  readonly escape: string;
  /** Whether a backslash parts folders. */
  readonly windows: boolean;
}

export interface StageNames extends Dialect {
  readonly count: number;
  /** Lower-case names. A name that is given twice belongs to the later stage. */
  readonly byName: ReadonlyMap<string, number>;
}

/** What an instruction tells, before it is known which stages are needed. */
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
