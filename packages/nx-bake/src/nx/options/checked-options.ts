import { checkShape, type Place } from '../../check-shape';
import { remembering } from '../../remember';
import type { Result } from '../../result';
import { BuildOptionsSchema, type BuildOptions } from './build-options';

/** A workspace has fewer kinds of options than this. */
const LIMIT = 1000;

/** By their content: most targets have the same, and the image graph asks several times for those of each. */
const checked = remembering((json) => checkShape(BuildOptionsSchema, JSON.parse(json), NOWHERE), LIMIT);

/** The options of a target, or all that is wrong with them. */
export function checkedOptions(raw: Readonly<Record<string, unknown>>, at: Place): Result<BuildOptions> {
  const known = checked(JSON.stringify(raw));
  return known.ok ? known : checkShape(BuildOptionsSchema, raw, at);
}

const NOWHERE: Place = { place: '' };
