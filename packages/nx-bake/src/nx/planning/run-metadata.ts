import type { NxJsonConfiguration } from '@nx/devkit';
import type { RunFacts } from '../../ci/run-facts';
import type { SourceFacts } from '../../ci/source-facts';
import { defaultTags } from '../../metadata/default-tags';
import { parseFlavor } from '../../metadata/flavor';
import { imageTagsOf } from '../../metadata/image-tags';
import { ociAnnotations, ociLabels, sourceDateEpoch } from '../../metadata/oci-labels';
import { readManifest } from '../../metadata/project-manifest';
import { releaseVersion } from '../../metadata/release-version';
import { isTagRule, parseTagRules } from '../../metadata/tag-rule';
import type { NameSettings } from '../../plan/image-refs';
import { fail, ok, type Result } from '../../result';
import type { ReadRequest } from './read-request';

type Env = Readonly<Record<string, string | undefined>>;

/** The facts that the tags and labels of a run come from. */
export interface RunMetadata {
  readonly root: string;
  readonly ci: boolean;
  readonly source: SourceFacts;
  readonly env: Env;
  /** Seconds since 1970. */
  readonly now: number;
  /** Whether nx.json configures releases. */
  readonly hasReleases: boolean;
}

export function runMetadata(
  { root, env, nxJson }: { root: string; env: Env; nxJson: NxJsonConfiguration | undefined },
  run: RunFacts,
  source: SourceFacts,
): RunMetadata {
  const now = sourceDateEpoch(env) ?? Math.floor(Date.now() / 1000);
  return { root, ci: run.ci, source, env, now, hasReleases: nxJson?.release !== undefined };
}

/** Works out the tags of an image and its labels, as this run has them. Names of images come later. */
export function withMetadata(
  read: ReadRequest,
  settings: NameSettings,
  metadata: RunMetadata,
): Result<ReadRequest> {
  const tagged = requestTags(read, settings, metadata);
  if (!tagged.ok) return tagged;
  const { tags, version, notes } = tagged.value;
  const { request } = read;
  const { attributes } = request;
  const described = isDescribed(read, metadata) ? labelsFor(read, metadata, version) : {};
  const levels = read.options.ociAnnotations ?? [];
  return ok({
    ...read,
    notes: [...read.notes, ...notes.map((note) => `[${request.project}] ${note}`)],
    request: {
      ...request,
      image: { ...request.image, tags },
      attributes: {
        ...attributes,
        labels: { ...described, ...attributes.labels },
        annotations: [...ociAnnotations(described, levels), ...attributes.annotations],
      },
    },
  });
}

interface RequestTags {
  /** Undefined leaves them to the workspace. */
  readonly tags: readonly string[] | undefined;
  readonly version: string | undefined;
  readonly notes: readonly string[];
}

/** Only pushed images of CI are told apart by commits: elsewhere nobody would remove the many tags. */
function requestTags(
  { request, options, imageTarget }: ReadRequest,
  settings: NameSettings,
  metadata: RunMetadata,
): Result<RequestTags> {
  const { source, hasReleases } = metadata;
  const { project } = request;
  const entries = withOverride(request.image.tags ?? settings.tags, settings);
  const release = releaseVersion(source.gitTags, project)?.full;
  if (entries === undefined) {
    const isPush = metadata.ci && request.output === 'push' && settings.override.tag === undefined;
    const tags = isPush ? defaultTags({ source, projectName: project, hasReleases }) : [];
    return ok({ tags: tags.length > 0 ? tags : undefined, version: release, notes: [] });
  }
  if (!entries.some(isTagRule)) return ok({ tags: request.image.tags, version: release, notes: [] });
  const at = { place: `options of ${imageTarget.place}: tags`, project };
  const rules = parseTagRules(entries.filter(isTagRule), at);
  const flavor = parseFlavor(options.flavor ?? [], {
    ...at,
    place: `options of ${imageTarget.place}: flavor`,
  });
  if (!rules.ok || !flavor.ok) return fail([rules, flavor].flatMap((part) => (part.ok ? [] : part.problems)));
  const { version } = readManifest(metadata.root, request.projectRoot);
  const found = imageTagsOf(
    { rules: rules.value, flavor: flavor.value },
    { name: project, version },
    metadata,
  );
  const tags = [...new Set([...entries.filter((entry) => !isTagRule(entry)), ...found.tags])];
  return ok({
    tags: tags.length > 0 ? tags : undefined,
    version: release ?? found.version,
    notes: found.notes,
  });
}

/** `NX_BAKE_TAG` stands in for the first of the workspace's entries, whatever it is. */
function withOverride(
  entries: readonly string[] | undefined,
  { tags, override }: NameSettings,
): readonly string[] | undefined {
  const isShared = entries !== undefined && tags !== undefined && entries.join('\n') === tags.join('\n');
  return isShared && override.tag !== undefined ? [override.tag, ...entries.slice(1)] : entries;
}

/** An image that only stays on the builder's machine needs no label of its origin, and would change with every commit. */
const isDescribed = ({ request, options }: ReadRequest, { ci }: RunMetadata): boolean =>
  options.ociLabels ?? (ci && request.output === 'push');

function labelsFor(
  { request }: ReadRequest,
  { root, source, env }: RunMetadata,
  version: string | undefined,
): Record<string, string> {
  const manifest = readManifest(root, request.projectRoot);
  return ociLabels({ source, projectName: request.project, manifest, version, epoch: sourceDateEpoch(env) });
}
