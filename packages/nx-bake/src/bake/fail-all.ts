import type { Failed } from './outcomes/outcome';
import type { Run } from './run-state';
import { lost } from './settle';

/**
 * When our own code throws, e.g. as the disk is full: what earlier calls built is built, and is to be told. What nobody
 * knows the end of has failed.
 */
export function failAll(run: Run, names: readonly string[], error: unknown): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const crashed: Failed = {
    ...lost,
    reason: `nx-bake itself failed: ${String(error)}`,
    problem: { kind: 'run-crashed', detail },
  };
  for (const name of names) run.outcomes.set(name, crashed);
}
