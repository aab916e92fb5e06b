import type { SourceFacts } from '../ci/source-facts';
import type { ProjectManifest } from './project-manifest';

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md#pre-defined-annotation-keys */
const KEY = 'org.opencontainers.image.';

export interface LabelFacts {
  readonly source: SourceFacts;
  readonly projectName: string;
  readonly manifest: ProjectManifest;
  /** The version that was released, or the first tag that a rule gave. */
  readonly version: string | undefined;
  /** `SOURCE_DATE_EPOCH`, seconds since 1970. */
  readonly epoch: number | undefined;
}

/** Labels that change with each commit though the image does not; a comparison of images leaves them out. */
export const VOLATILE_LABELS: readonly string[] = ['created', 'revision', 'version'].map(
  (name) => KEY + name,
);

/**
 * The labels that git and the project's manifest speak for. With files that differ from the commit nothing is said of a
 * commit. The time is the commit's own: with the clock's no build would be the same twice.
 */
export function ociLabels({
  source,
  projectName,
  manifest,
  version,
  epoch,
}: LabelFacts): Record<string, string> {
  const { repository, commit, isDirty } = source;
  const built = isDirty ? undefined : commit;
  const created = epoch ?? (built === undefined ? undefined : source.committedAt);
  const labels = {
    created: created === undefined ? undefined : isoTime(created),
    description: manifest.description,
    licenses: manifest.license,
    revision: built,
    source: repository,
    title: projectName,
    url: manifest.homepage ?? repository,
    version,
  };
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) =>
      value === undefined ? [] : [[`${KEY}${name}`, value]],
    ),
  );
}

const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

/** The same as entries of bake's `annotations`, for the given levels (`manifest`, `index`). */
export const ociAnnotations = (
  labels: Readonly<Record<string, string>>,
  levels: readonly string[],
): string[] =>
  levels.length === 0
    ? []
    : Object.entries(labels).map(([key, value]) => `${levels.join(',')}:${key}=${value}`);

/** `SOURCE_DATE_EPOCH` where it is a number: https://reproducible-builds.org/specs/source-date-epoch/ */
export function sourceDateEpoch(env: Readonly<Record<string, string | undefined>>): number | undefined {
  const text = env['SOURCE_DATE_EPOCH'] ?? '';
  return /^\d{1,12}$/u.test(text) ? Number(text) : undefined;
}
