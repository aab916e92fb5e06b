/** A folder that can have targets of Nx. */
export interface MappableProject {
  readonly name: string;
  /** Relative to the workspace root; `.` is the root. */
  readonly root: string;
}
