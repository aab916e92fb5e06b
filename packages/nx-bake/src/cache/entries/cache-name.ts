import { branchTag, cutToFit } from './branch-tag';

/** A part of the caches of one place, by branch for instance; undefined is that of the plain ref. */
export type Scope = string | undefined;

/** Parts that tell apart the caches of one place, besides the scope. */
export interface NameParts {
  /** The beginning of the name: the target, the tag of a layout. */
  readonly base?: string | undefined;
  /** One of several variants of the same image, for instance the platform. */
  readonly variant?: string | undefined;
  readonly epoch?: string | undefined;
}

/**
 * Everything before the scope. Parts are joined by dots, which no scope and no target name has, and are marked by two
 * dashes in a row, which no scope has either: so different parts never make the same name.
 */
export function nameBase({ base, variant, epoch }: NameParts): string | undefined {
  const parts = [
    base,
    variant === undefined ? undefined : `variant--${branchTag(variant)}`,
    epoch === undefined ? undefined : `epoch--${branchTag(epoch)}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : cutToFit(parts.join('.'));
}

/** A name as tag; undefined stands for no tag at all, the plain ref. */
export function scopedName(base: string | undefined, scope: Scope): string | undefined {
  const parts = [base, scope].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join('.');
}
