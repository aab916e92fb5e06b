export type Env = Readonly<Record<string, string | undefined>>;

/** One CI system: what nx-bake has to know of it that env-ci does not say, and how its logs work. */
export interface CiSystem {
  /** Whether a run with this environment is one of this system's. */
  readonly isHere: (env: Env) => boolean;
  readonly facts: (env: Env) => Partial<OwnFacts>;
  /** The lines that begin and end a part which the log viewer folds. `now` is in epoch milliseconds. */
  readonly foldMarks: (title: string, now: number) => FoldMarks;
  /** Keeps text that a build wrote from commanding the runner that shows it. */
  readonly withoutCommands: (text: string) => string;
}

/** Facts that a system has in variables of its own, or in a file. */
export interface OwnFacts {
  /** The run is for a pull request from another repository, which may not write to this one's registry. */
  readonly fork: boolean;
  /** The run is for a tag, which the system calls a branch. */
  readonly tag: boolean;
  /** The branch of a pull request, where env-ci reads another one. */
  readonly pullRequestBranch: string | undefined;
  readonly defaultBranch: string | undefined;
}

export interface FoldMarks {
  readonly open: readonly string[];
  readonly close: readonly string[];
}

/** A system with nothing of its own: no facts, no folds, no commands. */
export const PLAIN: Omit<CiSystem, 'isHere'> = {
  facts: () => ({}),
  foldMarks: () => ({ open: [], close: [] }),
  withoutCommands: (text) => text,
};
