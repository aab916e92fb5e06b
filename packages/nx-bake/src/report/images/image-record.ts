import type { Outcome } from '../../bake/outcomes/outcome';
import { formatImageRef } from '../../images/image-ref';
import type { BakeTarget, OutputKind } from '../../plan/bake-plan';

/** The facts of one image that a deploy needs: the content of `image.json`, described in schemas/image.schema.json. */
export interface ImageRecord {
  readonly version: 1;
  /** The Nx task. */
  readonly task: string;
  readonly project: string;
  /** The project, and for a target of another name than the inferred one that name behind it. */
  readonly name: string;
  readonly outcome: Outcome['kind'];
  readonly output: OutputKind;
  /** The name without tag and digest. */
  readonly image?: string;
  readonly tags: readonly string[];
  /** The reference to deploy: with its digest when it was pushed. Absent where this run made nothing to deploy. */
  readonly ref?: string;
  readonly digest?: string;
  /** The tags keep the digest that they had, since this run made the same image again. */
  readonly unchanged?: true;
  /** The tag of its key: nothing was built, as the registry has an image of the same inputs. */
  readonly key?: string;
  readonly platforms: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** The images of this workspace that it was built on by their digest in a registry. */
  readonly bases?: readonly PinnedBase[];
  /** For `docker buildx history inspect`. */
  readonly buildxRef?: string;
}

export interface PinnedBase {
  /** The Dockerfile's name for it. */
  readonly name: string;
  /** The reference with its digest. */
  readonly ref: string;
  readonly digest: string;
}

export interface RecordedRun extends Pick<ImageRecord, 'task' | 'name'> {
  readonly outcome: Outcome;
  /** The platform that the builder builds for by default. */
  readonly builderPlatform?: string;
  readonly buildxRef?: string;
  /** The named contexts that the target was baked with. */
  readonly contexts: Readonly<Record<string, string>>;
}

/** Nothing of an earlier run gets in here: without an export of this run there is neither a digest nor a reference. */
export function imageRecord(target: BakeTarget, run: RecordedRun): ImageRecord {
  const { outcome, builderPlatform } = run;
  const [first] = target.tags;
  const isExported = outcome.kind === 'built' || outcome.kind === 'reused';
  return {
    version: 1,
    task: run.task,
    project: target.project,
    name: run.name,
    outcome: outcome.kind,
    output: target.output,
    ...(first === undefined ? {} : { image: imageOf(formatImageRef(first)) }),
    tags: target.tags.map(formatImageRef),
    ...(isExported ? exported(outcome) : {}),
    platforms:
      target.platforms.length === 0 && builderPlatform !== undefined ? [builderPlatform] : target.platforms,
    labels: target.labels,
    ...(isExported ? pinnedBases(run.contexts) : {}),
    ...(isExported && run.buildxRef !== undefined ? { buildxRef: run.buildxRef } : {}),
  };
}

function exported({
  pushed,
  loaded,
  digest,
  unchanged,
  sameInputs,
}: Extract<Outcome, { kind: 'built' | 'reused' }>): Pick<
  ImageRecord,
  'ref' | 'digest' | 'unchanged' | 'key'
> {
  const ref = pushed[0] !== undefined && digest !== undefined ? `${pushed[0]}@${digest}` : loaded[0];
  return {
    ...(ref === undefined ? {} : { ref }),
    ...(digest === undefined ? {} : { digest }),
    ...(unchanged === undefined ? {} : { unchanged: true }),
    ...(sameInputs === undefined ? {} : { key: sameInputs.tag }),
  };
}

/** A tagged reference without its tag. */
export const imageOf = (tag: string): string => tag.replace(/:[^/:]+$/u, '');

function pinnedBases(contexts: RecordedRun['contexts']): Pick<ImageRecord, 'bases'> {
  const bases = Object.entries(contexts).flatMap(([name, context]) => {
    const [, ref, digest] = /^docker-image:\/\/(.*@(sha256:[0-9a-f]{64}))$/u.exec(context) ?? [];
    return ref === undefined || digest === undefined ? [] : [{ name, ref, digest }];
  });
  return bases.length === 0 ? {} : { bases };
}
