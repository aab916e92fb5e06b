import type { Place } from '../../check-shape';
import { fail, ok, type Result } from '../../result';
import type { ImageRef } from '../../images/image-ref';
import { parseImageRef } from '../../images/parse-image-ref';

/** The place of a registry cache; `preset`: what is known of the registry decides. */
export type RegistryLayout =
  | { readonly kind: 'preset' }
  | { readonly kind: 'repository' }
  | { readonly kind: 'tag' }
  | { readonly kind: 'shared'; readonly repository: ImageRef }
  | { readonly kind: 'own'; readonly ref: ImageRef };

interface LayoutOptions {
  readonly ref: string | undefined;
  readonly layout: 'repository' | 'tag' | 'shared' | undefined;
  readonly repository: string | undefined;
}

/** Longer tags leave no room for the scope. */
const MAX_TAG = 63;

/** Reads the place of a registry cache from the three options that can say it. */
export function registryLayout(
  { ref, layout, repository }: LayoutOptions,
  at: Place,
): Result<RegistryLayout> {
  const invalid = (place: string, found: string, expected: string) =>
    fail([{ ...at, place: `${at.place}${place}`, kind: 'invalid-option', found, expected }]);

  if (ref !== undefined && (layout ?? repository) !== undefined) {
    return invalid(
      '',
      'an object with both "ref" and "layout" or "repository"',
      'one with "ref", or without it',
    );
  }
  if (ref !== undefined) return ownRef(ref, { ...at, place: `${at.place}.ref` });
  if (repository === undefined) {
    if (layout !== 'shared') return ok({ kind: layout ?? 'preset' });
    return invalid(
      '.repository',
      'missing',
      'the repository that all targets share, for instance "build-cache"',
    );
  }
  if (layout !== undefined && layout !== 'shared')
    return invalid('.layout', `"${layout}"`, '"shared", or leave out "repository"');
  return sharedRepository(repository, { ...at, place: `${at.place}.repository` });
}

function ownRef(text: string, at: Place): Result<RegistryLayout> {
  const ref = parseImageRef(text, at);
  if (!ref.ok) return ref;
  const reason = ownRefReason(ref.value);
  return reason === undefined
    ? ok({ kind: 'own', ref: ref.value })
    : fail([{ ...at, kind: 'invalid-image', image: text, reason }]);
}

function ownRefReason({ tag = '', digest }: ImageRef): string | undefined {
  if (digest !== undefined) return 'a cache is written anew each time and has no fixed digest';
  return tag.length > MAX_TAG
    ? `a tag of more than ${MAX_TAG} characters leaves no room for the scope`
    : undefined;
}

function sharedRepository(text: string, at: Place): Result<RegistryLayout> {
  const ref = parseImageRef(text, at);
  if (!ref.ok) return ref;
  if (ref.value.tag === undefined && ref.value.digest === undefined)
    return ok({ kind: 'shared', repository: ref.value });
  const reason = 'each target gets a tag of its own, so leave it out here';
  return fail([{ ...at, kind: 'invalid-image', image: text, reason }]);
}
