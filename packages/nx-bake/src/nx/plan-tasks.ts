import type { BakePlan } from '../plan/bake-plan';
import { makePlan, type WorkspaceSettings } from '../plan/make-plan';
import { allOk, type Result } from '../result';
import type { BuildOptions } from './options/build-options';
import { readRequest, type Asked } from './requests/read-request';
import { versionedFiles } from './requests/versioned-files';

/** A plan with the way back from its targets to what was asked. */
export interface PlannedTasks {
  readonly plan: BakePlan;
  /** The bake target of each asked id. */
  readonly targetOf: ReadonlyMap<string, string>;
  readonly options: readonly BuildOptions[];
  readonly notes: readonly string[];
}

/** From what Nx asks to what bake shall build, or every problem in the way. */
export function planTasks(
  asked: readonly Asked[],
  root: string,
  settings: WorkspaceSettings,
): Result<PlannedTasks> {
  const workspace = { root, versioned: versionedFiles(root) };
  const read = allOk(asked.map((one) => readRequest(one, workspace)));
  if (!read.ok) return read;
  const planned = makePlan(
    read.value.map(({ request }) => request),
    settings,
  );
  if (!planned.ok) return planned;
  return {
    ok: true,
    value: {
      ...planned.value,
      options: read.value.map(({ options }) => options),
      notes: read.value.flatMap(({ notes }) => notes),
    },
  };
}
