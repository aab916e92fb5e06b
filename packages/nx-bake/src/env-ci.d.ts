/** env-ci ships no types. https://github.com/semantic-release/env-ci#result */
declare module 'env-ci' {
  interface CiFacts {
    readonly isCi: boolean;
    readonly commit?: string;
    readonly tag?: string;
    /** In a pull request the branch that it goes into. */
    readonly branch?: string;
    readonly isPr?: boolean;
    readonly prBranch?: string;
    readonly pr?: string | number;
  }
  export default function envCi(options: {
    env: Readonly<Record<string, string | undefined>>;
    cwd: string;
  }): CiFacts;
}
