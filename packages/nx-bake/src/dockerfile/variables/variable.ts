/** The value of a name at one place of a Dockerfile. */
export type Variable =
  | { readonly kind: 'set'; readonly value: string }
  | { readonly kind: 'unset' }
  /** `why` is what one can say of the name: "depends on the platform". */
  | { readonly kind: 'unknown'; readonly why: string };

export interface Scope {
  readonly values: ReadonlyMap<string, Variable>;
  /** The value of all other names: unset, or unknown where a base image may set them. */
  readonly others: Variable;
}

export const UNSET: Variable = { kind: 'unset' };

export const unknownBecause = (why: string): Variable => ({ kind: 'unknown', why });

export const setTo = (value: string): Variable => ({ kind: 'set', value });

export const lookUp = (scope: Scope, name: string): Variable => scope.values.get(name) ?? scope.others;

/** A scope that grows with the instructions of a stage. */
export interface GrowingScope extends Scope {
  readonly values: Map<string, Variable>;
}

/** More variables than that no stage hands on to those that are built on it: each would copy all of them. */
const MOST_HANDED_ON = 5_000;

/** The scope that a stage begins with, which has that of its base. */
export const startFrom = ({ values, others }: Scope): GrowingScope =>
  values.size > MOST_HANDED_ON
    ? { values: new Map(), others: unknownBecause('is one of too many variables') }
    : { values: new Map(values), others };
