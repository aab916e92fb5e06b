import type { Place } from '../../check-shape';
import type { Problem } from '../../problems';

interface LayerOptions {
  readonly 'image-manifest'?: boolean | undefined;
  readonly 'oci-mediatypes'?: boolean | undefined;
  readonly compression?: string | undefined;
  readonly 'compression-level'?: number | undefined;
}

/** What the parameters of `registry` and `local` that say how layers are written forbid each other. */
export function findLayerProblems(options: LayerOptions, at: Place): Problem[] {
  const problems: Problem[] = [];
  const complain = (name: keyof LayerOptions, expected: string) =>
    problems.push({
      ...at,
      place: `${at.place}.${name}`,
      kind: 'invalid-option',
      found: String(options[name]),
      expected,
    });
  // "OCI mediatypes are required for image-manifest cache format": cache/remotecache/export.go
  if (options['image-manifest'] === true && options['oci-mediatypes'] === false) {
    complain('oci-mediatypes', 'true, which "image-manifest" needs');
  }
  const { compression = 'gzip', 'compression-level': level = 0 } = options;
  if (level > 9 && compression !== 'zstd')
    complain('compression-level', `a whole number from 0 to 9: ${compression} knows no more`);
  return problems;
}
