import type { CacheEntry } from './cache-entry';
import { csvField } from './csv-field';
import { formatImageRef, type ImageRef } from '../../images/image-ref';

/** How a bake file writes the pieces of an entry. */
export interface CacheRenderer {
  /** May put a template in the place of a part; its value, like every ref, needs no quotes. */
  readonly ref: (ref: ImageRef) => string;
  /** Everything else, for instance escaped for HCL. */
  readonly text: (text: string) => string;
}

const PLAIN: CacheRenderer = { ref: formatImageRef, text: (text) => text };

/** An entry in bake's own form: `type=registry,ref=acme/api-build-cache,mode=max,ignore-error=true`. */
export function formatCacheEntry(entry: CacheEntry, { ref, text }: CacheRenderer = PLAIN): string {
  return [
    text(`type=${entry.type}`),
    ...(entry.ref === undefined ? [] : [`${text('ref=')}${ref(entry.ref)}`]),
    ...Object.entries(entry.attributes).map(([name, value]) => text(csvField(`${name}=${value}`))),
  ].join(',');
}
