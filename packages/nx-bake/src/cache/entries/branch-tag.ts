import { createHash } from 'node:crypto';

/** Leaves room for what stands before it in a tag of at most 128 characters. */
const MAX_SCOPE_LENGTH = 64;
const HASH_LENGTH = 12;
const HASH_END = new RegExp(`-[0-9a-f]{${HASH_LENGTH}}$`, 'u');
/** `latest` is what a ref without tag means, `build-cache` the tag of the layout "tag". */
const RESERVED = new Set(['latest', 'build-cache']);

/**
 * A branch, or any other text, as legal tag: letters, digits, `_` and single dashes, never a dot, as dots separate
 * the parts of a cache tag. Different texts get different tags: whatever is changed, or looks as if, ends in a hash.
 */
export function branchTag(branch: string): string {
  const legal = branch.replace(/[^a-zA-Z0-9_]+/gu, '-').replace(/^-/u, '');
  const kept = legal === branch && legal !== '' && legal.length <= MAX_SCOPE_LENGTH;
  if (kept && !RESERVED.has(legal) && !HASH_END.test(legal)) return legal;
  return withHash(legal === '' ? 'branch' : legal, branch);
}

/** Cuts a text that is too long; the hash at its end keeps it apart from others with the same beginning. */
export const cutToFit = (text: string): string =>
  text.length < MAX_SCOPE_LENGTH ? text : withHash(text, text);

function withHash(legal: string, original: string): string {
  const head = legal.slice(0, MAX_SCOPE_LENGTH - HASH_LENGTH - 2).replace(/[-.]+$/u, '');
  return `${head}-${createHash('sha256').update(original).digest('hex').slice(0, HASH_LENGTH)}`;
}
