import { checkShape, type Place } from '../../check-shape';
import { ok, type Result } from '../../result';
import { BuildOptionsSchema, type BuildOptions } from './build-options';

/** By the object that was checked: the image graph asks several times for the options of every target. */
const known = new WeakMap<object, BuildOptions>();

/** The options of a target, or all that is wrong with them. */
export function checkedOptions(raw: Readonly<Record<string, unknown>>, at: Place): Result<BuildOptions> {
  const before = known.get(raw);
  if (before !== undefined) return ok(before);
  const checked = checkShape(BuildOptionsSchema, raw, at);
  if (checked.ok) known.set(raw, checked.value);
  return checked;
}
