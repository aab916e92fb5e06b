import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { NxJsonConfiguration } from '@nx/devkit';
import type { DockerRun } from '../../builder/docker';
import { publishedImage, type PublishedImage } from '../../builder/published-image';
import { formatImageRef } from '../../images/image-ref';
import type { BakeTarget } from '../../plan/bake-plan';
import { findUnpublishedPlatforms } from '../../plan/base-platforms';
import { imageRefs, type NameSettings } from '../../plan/image-refs';
import type { Problem } from '../../problems';
import type { ImageRecord } from '../../report/images/image-record';
import { fail, ok, type Result } from '../../result';
import { imageFiles } from '../image-files/image-files';
import { isOurs } from '../image-files/old-image-files';
import type { PlannedTasks } from '../planning/plan-tasks';
import type { PublishedBase } from '../planning/pull-in-bases';
import type { WorkspaceImage } from '../planning/workspace-images';
import { workspaceSettings } from '../options/nx-json';

export interface PinSettings {
  readonly root: string;
  readonly docker: DockerRun;
  readonly builder: string | undefined;
  readonly nxJson: NxJsonConfiguration | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Published extends PublishedImage {
  readonly ref: string;
}

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md#pre-defined-annotation-keys */
const BASE_NAME = 'org.opencontainers.image.base.name';
const BASE_DIGEST = 'org.opencontainers.image.base.digest';

/** Pins the bases that are not in the run by the digest under which they were published. */
export async function pinPublished(planned: PlannedTasks, pin: PinSettings): Promise<Result<PlannedTasks>> {
  if (planned.published.length === 0) return ok(planned);
  const found = new Map<WorkspaceImage, Published | Problem>();
  for (const image of new Set(planned.published.map((base) => base.image)))
    found.set(image, await findPublished(image, pin));
  // bases that are also built are dependents too, and no tasks
  const basesOf = ({ name }: BakeTarget): PublishedBase[] =>
    planned.published.filter(({ user }) => planned.reads.get(name)?.request.id === user);
  const problems = planned.plan.targets.flatMap((target) =>
    basesOf(target).flatMap((base) => problemsOf(target, { base, planned, found: found.get(base.image) })),
  );
  if (problems.length > 0) return fail(problems);
  const targets = planned.plan.targets.map((target) =>
    basesOf(target).reduce((pinned, base) => withPublished(pinned, base, found.get(base.image)), target),
  );
  return ok({ ...planned, plan: { targets }, pullable: pullableContexts([...found.values()]) });
}

/** The index, whose digest people pull and labels name, is a new one with each push; the context has what it points at. */
const contextOf = ({ ref, content }: Published): string => `docker-image://${ref}@${content}`;

const pullableContexts = (found: readonly (Published | Problem)[]): ReadonlyMap<string, string> =>
  new Map(
    found.flatMap((one) =>
      'kind' in one ? [] : [[contextOf(one), `docker-image://${one.ref}@${one.digest}`] as const],
    ),
  );

interface Answer {
  readonly base: PublishedBase;
  readonly planned: PlannedTasks;
  readonly found: Published | Problem | undefined;
}

function problemsOf(target: BakeTarget, { base, planned, found }: Answer): Problem[] {
  const request = planned.reads.get(target.name)?.request;
  if (found === undefined || request === undefined) return [];
  if ('kind' in found) return [{ ...found, project: base.project }];
  const { project } = base.image;
  return findUnpublishedPlatforms({ request, target }, base.contextName, { ...found, project });
}

function withPublished(
  target: BakeTarget,
  { contextName, isFinal }: PublishedBase,
  found: Published | Problem | undefined,
): BakeTarget {
  if (found === undefined || 'kind' in found) return target;
  const { ref, digest } = found;
  const labels = isFinal ? { [BASE_NAME]: ref, [BASE_DIGEST]: digest, ...target.labels } : target.labels;
  return {
    ...target,
    labels,
    contexts: { ...target.contexts, [contextName]: contextOf(found) },
  };
}

/** Takes what an earlier run here has pushed under one of the names that this one looks for, else what the registry has. */
async function findPublished(image: WorkspaceImage, pin: PinSettings): Promise<Published | Problem> {
  const tried = candidates(image, workspaceSettings(pin.nxJson, pin.env));
  const recorded = await recordedImage(image, pin.root);
  // not that of another registry or tag: dist may be older than what this run is for
  if (recorded !== undefined && tried.includes(recorded.ref)) {
    const { ref, digest } = recorded;
    const published = await publishedImage(`${ref}@${digest}`, pin.docker, pin.builder);
    return { content: digest, ...published, ...recorded };
  }
  for (const ref of tried) {
    const published = await publishedImage(ref, pin.docker, pin.builder);
    if (published !== undefined) return { ref, ...published };
  }
  return { kind: 'base-not-published', base: image.project, tried };
}

/** Names the image as this run would, and as it is named without the environment: a tag of this very run was never pushed. */
function candidates({ imageTarget, requested }: WorkspaceImage, settings: NameSettings): string[] {
  const { id, project, projectRoot } = imageTarget;
  const request = { id, project, projectRoot, image: requested };
  const overrides = [settings.override, withoutTag(settings.override)];
  const refs = overrides.map((override) => imageRefs(request, { ...settings, override }));
  return [...new Set(refs.flatMap((names) => (names.ok ? names.value.tags.map(formatImageRef) : [])))];
}

const withoutTag = ({ registry }: NameSettings['override']): NameSettings['override'] =>
  registry === undefined ? {} : { registry };

async function recordedImage(
  { imageTarget }: WorkspaceImage,
  root: string,
): Promise<Omit<Published, 'content'> | undefined> {
  const path = imageFiles([imageTarget]).own.get(imageTarget.id);
  if (path === undefined) return undefined;
  const text = await readFile(resolve(root, path), 'utf8').catch(() => ''); // never built here
  if (text === '' || !isOurs(text, 'image')) return undefined;
  const { ref, digest, platforms = [] } = JSON.parse(text) as Partial<ImageRecord>; // our own file
  const suffix = `@${digest ?? ''}`;
  return digest !== undefined && ref?.endsWith(suffix) === true
    ? { ref: ref.slice(0, -suffix.length), digest, platforms }
    : undefined;
}
