/**
 * The contents of bake or compose files, before anything is evaluated: the graph and the mapping need it where the
 * environment, a secret or docker itself is missing.
 */
export interface BakeStructure {
  readonly targets: ReadonlyMap<string, TargetBlock>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Variable → its default, where that is a literal. */
  readonly variables: ReadonlyMap<string, string | undefined>;
  /** Words for what cannot be used: keys that were meant otherwise, groups with unknown members. */
  readonly notes: readonly string[];
}

/** A target as its blocks have it; strings may hold expressions (`${…}`). */
export interface TargetBlock {
  readonly name: string;
  readonly context: string | undefined;
  readonly dockerfile: string | undefined;
  readonly isInline: boolean;
  readonly target: string | undefined;
  readonly contexts: Readonly<Record<string, string>>;
  readonly args: Readonly<Record<string, string>>;
  readonly inherits: readonly string[];
  /** Undefined where none are set; an empty list takes inherited ones away. */
  readonly tags: readonly string[] | undefined;
  readonly isMatrix: boolean;
  readonly call: string | undefined;
  readonly outputs: readonly string[];
  /** Services of a compose file that run the same build under another name. */
  readonly aliases: readonly string[];
}

export const EMPTY_BLOCK: Omit<TargetBlock, 'name'> = {
  context: undefined,
  dockerfile: undefined,
  isInline: false,
  target: undefined,
  contexts: {},
  args: {},
  inherits: [],
  tags: undefined,
  isMatrix: false,
  call: undefined,
  outputs: [],
  aliases: [],
};

/** Whether a string has to be evaluated to be known. */
export const isExpression = (text: string): boolean => /[$%]\{/u.test(text);
