import { minimatch } from 'minimatch';
import type { NormalizedPluginOptions } from './plugin-options';

/** Which references between projects count. */
export interface EdgeRules {
  /** Whether a Dockerfile's use of another project's image counts. */
  readonly images: boolean;
  /** Whether a COPY from another project's folder counts. */
  readonly files: boolean;
  /** Of an image name as the Dockerfile spells it, or a path in the workspace. */
  readonly isIgnored: (reference: string) => boolean;
}

export function edgeRules({ edges }: Pick<NormalizedPluginOptions, 'edges'>): EdgeRules {
  const ignored = edges.ignore ?? [];
  return {
    images: edges.images ?? true,
    files: edges.files ?? true,
    isIgnored: (reference) =>
      ignored.some((pattern) => reference === pattern || minimatch(reference, pattern)),
  };
}
