/** What the `# escape=` directive can set. */
export type Escape = '\\' | '`';

export interface Instruction {
  /** In upper case. */
  readonly keyword: string;
  /** Counted from 1. */
  readonly line: number;
  readonly flags: readonly Flag[];
  /** What follows the flags, on one line. */
  readonly rest: string;
  /** Of `rest`, as written: quotes hold spaces together in ARG and ENV only. In the JSON form, its elements. */
  readonly words: readonly string[];
  readonly isJson: boolean;
  /** What an ONBUILD keeps for later. */
  readonly trigger?: Instruction;
}

export interface Flag {
  readonly name: string;
  /** Without quotes and escapes; empty without `=`. */
  readonly value: string;
}
