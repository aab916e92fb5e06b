import { createHash } from 'node:crypto';

const MAX_LENGTH = 128;

/**
 * A text as tag, in metadata-action's way: `feature/x` is `feature-x`, `1.2.3+build.7` is `1.2.3-build.7`.
 * Undefined where no valid one remains. A text that is too long keeps a hash at its end.
 */
export function legalTag(text: string): string | undefined {
  const tag = text.replace(/[^\w.-]+/gu, '-').replace(/^[.-]+/u, '');
  if (tag === '') return undefined;
  if (tag.length <= MAX_LENGTH) return tag;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return `${tag.slice(0, MAX_LENGTH - hash.length - 1)}-${hash}`;
}
