import * as v from 'valibot';
import { ok } from '../../result';
import type { CacheBackend } from './cache-backend';

/** It has no parameters: it is always mode min, and part of the image. */
const schema = v.strictObject({ type: v.literal('inline') });

/** The cache lies in the image itself, and is read as a registry cache. */
export const inline: CacheBackend<typeof schema> = {
  schema,
  complete: () => ok({ kind: 'inline' }),
  entries: ({ kind }, { inlineImage }) => ({
    from: [{ type: 'registry', ref: inlineImage, attributes: {} }],
    to: [{ type: kind, attributes: {} }],
  }),
  engines: { graphDriver: ['export'], containerd: ['export'] },
  place: [],
  secrets: {},
  addressSecret: undefined,
  isBranched: false,
};
