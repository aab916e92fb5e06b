/** An escape character that the `# escape=` directive can set. */
export type Escape = '\\' | '`';

export interface Instruction {
  /** Upper case. */
  readonly keyword: string;
  /** Counted from 1. */
  readonly line: number;
  readonly flags: readonly Flag[];
  /** The text after the flags, on one line. */
  readonly rest: string;
  /** The words of `rest`, as written: quotes hold spaces together in ARG and ENV only. In the JSON form, its elements. */
  readonly words: readonly string[];
  readonly isJson: boolean;
  /** The reason why flags and words are not read. */
  readonly unread?: string;
  /** The instruction that an ONBUILD keeps for later. */
  readonly trigger?: Instruction;
}

export interface Flag {
  readonly name: string;
  /** The value without quotes and escapes; empty where there is no `=`. */
  readonly value: string;
}
