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

export const withVariable = (scope: Scope, name: string, variable: Variable): Scope => ({
  ...scope,
  values: new Map([...scope.values, [name, variable]]),
});
