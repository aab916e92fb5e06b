import type { Place } from '../check-shape';
import { allOk, fail, ok, type Result } from '../result';
import { canonicalImage, type ImageRef } from './image-ref';
import { parseImageRef, tagReason } from './parse-image-ref';

/**
 * The entries of the option `tags`: one without `:` and `/` is a tag of the project's own image, under each of its names,
 * every other one a full reference.
 */
export function imageTags(
  entries: readonly string[],
  images: readonly ImageRef[],
  at: Place,
): Result<ImageRef[]> {
  const refs = allOk(
    entries.flatMap((entry, index) => {
      const place = { ...at, place: `${at.place}[${index}]` };
      return /[:/]/u.test(entry)
        ? [fullRef(entry, place)]
        : images.map((image) => ownTag(entry, image, place));
    }),
  );
  return refs.ok ? ok([...new Map(refs.value.map((ref) => [canonicalImage(ref), ref])).values()]) : refs;
}

function ownTag(tag: string, image: ImageRef, at: Place): Result<ImageRef> {
  const reason = tagReason(tag);
  return reason === undefined
    ? ok({ ...image, tag })
    : fail([{ ...at, kind: 'invalid-image', image: tag, reason }]);
}

function fullRef(entry: string, at: Place): Result<ImageRef> {
  const ref = parseImageRef(entry, at);
  if (ref.ok && ref.value.registry === undefined && !/[:@]/u.test(entry)) return meantAsTag(entry, at);
  if (!ref.ok || ref.value.digest === undefined) return ref;
  return fail([
    { ...at, kind: 'invalid-image', image: entry, reason: 'an image that is yet to be built has no digest' },
  ]);
}

/** A branch as a tag, `fix/login`, would be pushed to somebody's repository on Docker Hub. */
const meantAsTag = (entry: string, at: Place): Result<never> =>
  fail([
    {
      ...at,
      kind: 'invalid-image',
      image: entry,
      reason: `a tag has no slash; for the image on Docker Hub write docker.io/${entry}, for a branch as tag type=ref,event=branch`,
    },
  ]);
