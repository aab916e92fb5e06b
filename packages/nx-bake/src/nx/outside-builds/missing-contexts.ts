import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { unseenFailure, type Failed } from '../../bake/outcomes/outcome';
import type { BakeTarget } from '../../plan/bake-plan';

/** The targets whose context is not there after the builds that should have made it. Bake would fail all others, too. */
export const missingContexts = (targets: readonly BakeTarget[], root: string): ReadonlyMap<string, Failed> =>
  new Map(
    targets
      .filter(({ context }) => !existsSync(join(root, context)))
      .map(({ name, project, context }): [string, Failed] => [
        name,
        unseenFailure({
          failureClass: 'build',
          reason: `no build made its context ${context}`,
          problem: { kind: 'context-missing', project, path: context, place: 'option "context"' },
          log: '',
        }),
      ]),
  );
