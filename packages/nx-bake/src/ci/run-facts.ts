/** The facts of git and CI that a run depends on. */
export interface RunFacts {
  readonly ci: boolean;
  /**
   * The branch that is built; in a pull request its own branch, not the one it goes into. Undefined for a tag and for
   * an entry of a merge queue: nobody would read the cache of one again.
   */
  readonly branch?: string | undefined;
  readonly defaultBranch?: string | undefined;
  /** HEAD is detached. */
  readonly isDetached?: boolean | undefined;
  readonly mergeQueue?: { readonly base: string } | undefined;
  readonly pullRequest?: { readonly fork: boolean; readonly base?: string | undefined } | undefined;
}
