import type { Problem } from './problems';

/** The result of a step that can meet bad input: its value, or every problem it found. */
export type Result<T> = Ok<T> | Failed;

export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Failed {
  readonly ok: false;
  readonly problems: readonly Problem[];
}

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });

export const fail = (problems: readonly Problem[]): Failed => ({ ok: false, problems });

/** All values, or all problems of all of them. */
export function allOk<T>(results: readonly Result<T>[]): Result<T[]> {
  const problems = results.flatMap((result) => (result.ok ? [] : result.problems));
  return problems.length > 0
    ? fail(problems)
    : ok(results.flatMap((result) => (result.ok ? [result.value] : [])));
}

/** The default branch of an exhaustive switch: a new union member breaks the compile there. */
export function unreachable(value: never): never {
  throw new Error(`Unreachable: ${JSON.stringify(value)}`);
}
