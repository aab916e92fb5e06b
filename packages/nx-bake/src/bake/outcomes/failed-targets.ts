import type { EndingError } from './read-ending';
import type { RootCause } from './root-causes';
import { isCancelled } from '../records/vertex-view';

/**
 * The targets that failed by themselves: through a vertex; and only where no vertex failed (a Dockerfile that cannot
 * be read), those that buildx names.
 */
export function failedTargets(
  causes: readonly RootCause[],
  errors: readonly EndingError[],
): ReadonlySet<string> {
  return causes.length > 0
    ? new Set(causes.flatMap(({ targets }) => targets))
    : new Set(
        errors.flatMap(({ target, message }) =>
          target === undefined || isCancelled(message) ? [] : [target],
        ),
      );
}
