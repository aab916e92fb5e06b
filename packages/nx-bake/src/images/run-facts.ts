/** What is known of a run's surroundings. */
export interface RunFacts {
  readonly ci: boolean;
  /** The branch that is built; in a pull request its own branch, not the one it goes into. */
  readonly branch?: string | undefined;
  readonly defaultBranch?: string | undefined;
  readonly pullRequest?: { readonly fork: boolean; readonly base?: string | undefined } | undefined;
}
