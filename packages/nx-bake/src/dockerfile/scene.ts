import type { Place, Reference } from './dockerfile';
import type { Scope } from './variable';

/** Where an instruction is read: what it can see there. */
export interface Scene {
  readonly place: Place;
  readonly scope: Scope;
  readonly stages: StageNames;
}

export interface StageNames {
  readonly count: number;
  readonly escape: string;
  /** Lower-case names. A name that is given twice belongs to the later stage. */
  readonly byName: ReadonlyMap<string, number>;
}

/** What an instruction tells, before it is known which stages are needed. */
export type Finding =
  | { readonly kind: 'source'; readonly place: Place; readonly source: string; readonly wildcard: boolean }
  | { readonly kind: 'reference'; readonly place: Place; readonly reference: Reference }
  | { readonly kind: 'mention'; readonly place: Place; readonly text: string }
  | { readonly kind: 'unknown'; readonly place: Place; readonly text: string; readonly why: string };
