import { setTimeout as wait } from 'node:timers/promises';
import type { Outcome } from '../../bake/outcomes/outcome';
import type { RunReport } from '../../bake/run-plan';
import type { BakeTarget } from '../../plan/bake-plan';
import { isSameImage } from '../../registry/image-index';
import type { Manifest, RegistryClient } from '../../registry/registry-client';
import { repositoryOf } from '../../registry/repository';
import { isSameButLabels } from '../../registry/same-but-labels';
import { settleTags, tagKey, type SettledTag, type Tag, type WantedTag } from '../../registry/settle-tags';
import type { PlannedTasks } from '../planning/plan-tasks';

/** The images that the tags of a run pointed to before it, by their keys. A missing one could not be read in time. */
export type FormerImages = ReadonlyMap<string, Manifest | undefined | Error>;

export interface FormerReading {
  /** Ends the reading. To be called before the first push, as afterwards a tag has what this run has pushed. */
  readonly ended: () => Promise<FormerImages>;
}

/** How long a run waits for registries that have not answered when bake is about to start. */
const PATIENCE_MS = 2000;

/** Begins to read what the tags of a run point to. An error of it fails nothing. */
export function readFormerImages(planned: PlannedTasks, client: RegistryClient): FormerReading {
  const read = new Map<string, Manifest | undefined | Error>();
  const tags = planned.plan.targets.filter((target) => isStable(target, planned)).flatMap(tagsOf);
  const reading = Promise.all(
    tags.map(async (tag) => {
      read.set(tagKey(tag), await client.manifest(tag.repository, tag.tag).catch(asError));
    }),
  );
  return {
    ended: async () => {
      const end = new AbortController();
      await Promise.race([
        reading,
        wait(PATIENCE_MS, undefined, { signal: end.signal }).catch(() => undefined),
      ]);
      end.abort();
      return new Map(read);
    },
  };
}

export interface SettleInput extends Pick<PlannedTasks, 'plan' | 'reads'> {
  readonly former: FormerImages;
  readonly client: RegistryClient;
}

export interface SettledRun {
  readonly report: RunReport;
  /** Lines for people where digests may be new though their images are not. */
  readonly notes: readonly string[];
}

/**
 * Puts tags back on the index that they had where this run has pushed the same image under another index: each push
 * makes one, as attestations hold times. The outcomes then have the digest that the tags kept.
 */
export async function settleDigests(
  report: RunReport,
  { plan, reads, former, client }: SettleInput,
): Promise<SettledRun> {
  const pushed = plan.targets.filter(
    (target) => isStable(target, { reads }) && isExported(report.outcomes.get(target.name)),
  );
  const settled = await Promise.all(
    pushed.map(async (target) => ({ target, tags: await settleTarget(target, former, client) })),
  );
  const outcomes = new Map(report.outcomes);
  for (const { target, tags } of settled) {
    const outcome = outcomes.get(target.name);
    const [first] = tags;
    if (!isExported(outcome) || first?.kept === undefined) continue;
    const unchanged = { built: outcome.digest };
    outcomes.set(target.name, { ...outcome, digest: first.kept, unchanged });
  }
  return { report: { ...report, outcomes }, notes: noteOn(settled) };
}

type Exported = Extract<Outcome, { kind: 'built' | 'reused' }>;

const isExported = (outcome: Outcome | undefined): outcome is Exported =>
  (outcome?.kind === 'built' || outcome?.kind === 'reused') && outcome.pushed.length > 0;

const isStable = ({ name, output }: BakeTarget, { reads }: Pick<PlannedTasks, 'reads'>): boolean =>
  output === 'push' && reads.get(name)?.options.digests !== 'fresh';

/** Digests under the same name are one and the same. */
const tagsOf = ({ tags }: BakeTarget): Tag[] =>
  tags.map((ref) => ({ repository: repositoryOf(ref), tag: ref.tag ?? 'latest' }));

interface SettledTarget {
  /** The digest that the tag pointed to before this run, and does again. */
  readonly kept: string | undefined;
  readonly error: Error | undefined;
}

/** One answer for each tag of the target, in their order. */
async function settleTarget(
  target: BakeTarget,
  former: FormerImages,
  client: RegistryClient,
): Promise<SettledTarget[]> {
  const states = await Promise.all(tagsOf(target).map((tag) => stateOf(tag, former, client)));
  const wanted = states.flatMap((state): WantedTag[] => {
    const manifest = state.same ?? siblingOf(state, states);
    return manifest === undefined ? [] : [{ ...state.tag, manifest }];
  });
  const current = new Map(
    states.flatMap(({ tag, fresh }) => (fresh === undefined ? [] : [[tagKey(tag), fresh.digest] as const])),
  );
  const settled = new Map((await settleTags(wanted, current, client)).map((one) => [tagKey(one), one]));
  return states.map(({ tag, error, same }) => answerOf(settled.get(tagKey(tag)), { error, same }));
}

const answerOf = (
  settled: SettledTag | undefined,
  { error, same }: Pick<TagState, 'error' | 'same'>,
): SettledTarget => ({
  error: error ?? settled?.error,
  kept: settled !== undefined && settled.error === undefined && same !== undefined ? same.digest : undefined,
});

interface TagState {
  readonly tag: Tag;
  /** The digest that this run has pushed. */
  readonly fresh: Manifest | undefined;
  /** The digest that the tag had before, where that is the same image. */
  readonly same: Manifest | undefined;
  readonly error: Error | undefined;
}

/** A new tag of an unchanged image gets the index that its other tags keep. */
const siblingOf = ({ tag, fresh }: TagState, states: readonly TagState[]): Manifest | undefined =>
  fresh === undefined
    ? undefined
    : states.find(
        (other) =>
          other.same !== undefined &&
          other.fresh?.digest === fresh.digest &&
          tagKey({ ...other.tag, tag: '' }) === tagKey({ ...tag, tag: '' }),
      )?.same;

async function stateOf(tag: Tag, former: FormerImages, client: RegistryClient): Promise<TagState> {
  const key = tagKey(tag);
  const before = former.get(key);
  const unread = before instanceof Error ? before : new Error(`${key} was not read in time`);
  if (before instanceof Error || !former.has(key))
    return { tag, fresh: undefined, same: undefined, error: unread };
  try {
    const fresh = await client.manifest(tag.repository, tag.tag);
    const read = (digest: string) => client.manifest(tag.repository, digest);
    const blob = (digest: string) => client.blob(tag.repository, digest);
    // a label with the commit makes no other image
    const isSame =
      before !== undefined &&
      fresh !== undefined &&
      ((await isSameImage(before, fresh, read)) ||
        (await isSameButLabels(before, fresh, { manifest: read, blob })));
    return { tag, fresh, same: isSame ? before : undefined, error: undefined };
  } catch (error) {
    return { tag, fresh: undefined, same: undefined, error: asError(error) };
  }
}

function noteOn(settled: readonly { target: BakeTarget; tags: readonly SettledTarget[] }[]): string[] {
  const failed = settled.flatMap(({ target, tags }) => {
    const error = tags.find((tag) => tag.error !== undefined)?.error;
    return error === undefined ? [] : [{ project: target.project, error }];
  });
  const [first] = failed;
  if (first === undefined) return [];
  const projects = failed.map(({ project }) => project);
  const named =
    projects.length > 3
      ? `${projects.slice(0, 3).join(', ')} and ${projects.length - 3} more`
      : projects.join(', ');
  return [
    `note: ${named}: the digest may be new though the image is not, since the registry could not be asked (${first.error.message}).`,
  ];
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
