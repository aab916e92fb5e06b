import type { BakePlan } from '../../plan/bake-plan';
import type { ClaimingRequest } from '../../plan/claimed-refs';
import { makePlan } from '../../plan/make-plan';
import type { WorkspaceSettings } from '../../plan/workspace-settings';
import { allOk, ok, type Result } from '../../result';
import type { BuildOptions } from '../options/build-options';
import type { EdgeRules } from '../options/nx-json';
import { pullInBases, type PublishedBase } from './pull-in-bases';
import type { ImageTarget } from '../targets/image-target';
import type { WorkspaceProjects } from '../targets/project-closure';
import type { Workspace } from './decide-build-context';
import { readRequest, type ReadRequest } from './read-request';
import { withMetadata, type RunMetadata } from './run-metadata';
import { versionedFiles } from './versioned-files';
import { isSameTarget, workspaceImages, type WorkspaceImages } from './workspace-images';

/** A plan with the way back from its targets to the image targets. */
export interface PlannedTasks {
  readonly plan: BakePlan;
  /** The bake target of each requested image target, by its id. */
  readonly targetOf: ReadonlyMap<string, string>;
  /** The request of each bake target, also of bases that are only needed. */
  readonly reads: ReadonlyMap<string, ReadRequest>;
  /** Bases that are yet to be pinned. */
  readonly published: readonly PublishedBase[];
  /** Maps the named context of a published base to the one with the digest that people pull. */
  readonly pullable: ReadonlyMap<string, string>;
  readonly options: readonly BuildOptions[];
  readonly notes: readonly string[];
}

/** The bake targets that tasks stand for. */
export const wantedTargets = ({ targetOf }: PlannedTasks): string[] => [...targetOf.values()];

/** Maps a bake target to the project that people know it by. */
export const labelsOf = ({ plan }: PlannedTasks): ReadonlyMap<string, string> =>
  new Map(plan.targets.map((target) => [target.name, target.project]));

export interface PlanQuestion {
  readonly root: string;
  readonly settings: WorkspaceSettings;
  readonly edges: EdgeRules;
  /** The facts that tags and labels come from; undefined in the committed bake file, which knows no git and no clock. */
  readonly metadata: RunMetadata | undefined;
  readonly projects: WorkspaceProjects;
  /** Everything in the workspace that builds an image. */
  readonly all: readonly ImageTarget[];
}

/** Turns the requested image targets into a bake plan, or returns every problem found. */
export function planTasks(
  targets: readonly ImageTarget[],
  { root, settings, edges, projects, all, metadata }: PlanQuestion,
): Result<PlannedTasks> {
  const env = settings.committed === true ? undefined : process.env;
  const workspace: Workspace = { root, versioned: versionedFiles(root), edges, projects, env };
  const read = allOk(targets.map((one) => readRequest(one, workspace)));
  if (!read.ok) return read;
  const images = workspaceImages(all, settings);
  const withBases = pullInBases(targets, read.value, { images, workspace });
  if (!withBases.ok) return withBases;
  const described = allOk(
    withBases.value.read.map((one) =>
      metadata === undefined ? ok(one) : withMetadata(one, settings, metadata),
    ),
  );
  if (!described.ok) return described;
  const planned = makePlan(
    described.value.map(({ request }) => request),
    settings,
    claimingOthers(images, described.value),
  );
  if (!planned.ok) return planned;
  const { plan, targetOf } = planned.value;
  const names = new Set(targets.map(({ id }) => id));
  const reads = described.value.map((one) => [targetOf.get(one.request.id) ?? '', one] as const);
  return {
    ok: true,
    value: {
      plan,
      targetOf: new Map([...targetOf].filter(([id]) => names.has(id))),
      reads: new Map(reads),
      published: withBases.value.published,
      pullable: new Map(),
      options: read.value.map(({ options }) => options),
      notes: [...described.value.flatMap(({ notes }) => notes), ...withBases.value.notes],
    },
  };
}

/** The images that are not in the run, as who pushes them would have them. Those with wrong options claim nothing. */
const claimingOthers = ({ all }: WorkspaceImages, read: readonly ReadRequest[]): ClaimingRequest[] =>
  all
    .filter(
      ({ refs, imageTarget }) =>
        refs.length > 0 && !read.some((one) => isSameTarget(one.imageTarget, imageTarget)),
    )
    .map(({ imageTarget, requested, ...image }) => ({
      id: imageTarget.id,
      project: imageTarget.project,
      projectRoot: imageTarget.projectRoot,
      name: imageTarget.name,
      image: requested,
      cache: image.cache,
      output: imageTarget.rawOptions['load'] === true ? 'load' : 'push',
      attributes: { 'no-cache': false },
    }));
