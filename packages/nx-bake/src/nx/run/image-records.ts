import type { RunReport } from '../../bake/run-plan';
import { withPins } from '../../bake/pin-bases';
import { imageRecord, type ImageRecord } from '../../report/images/image-record';
import type { Built } from './run-end';
import type { ImageTarget } from '../targets/image-target';
import { recordName } from '../image-files/image-files';

/** Makes one record for each image that was to be built. */
export function imageRecords(
  imageTargets: readonly ImageTarget[],
  { planned, report, builder }: Omit<Built, 'unwritten'>,
): ImageRecord[] {
  const targets = new Map(planned.plan.targets.map((target) => [target.name, target]));
  const [builderPlatform] = builder.platforms;
  return imageTargets.flatMap((one) => {
    const target = targets.get(planned.targetOf.get(one.id) ?? '');
    const outcome = report.outcomes.get(target?.name ?? '');
    if (target === undefined || outcome === undefined) return [];
    const call = report.calls.findLast(({ targets }) => targets.includes(target.name));
    const buildxRef = call?.buildRefs.get(target.name);
    const record = imageRecord(target, {
      task: one.id,
      name: recordName(one),
      outcome,
      contexts: pullable(withPins(target, report.pins).contexts, { planned, report }),
      ...(builderPlatform === undefined ? {} : { builderPlatform }),
      ...(buildxRef === undefined ? {} : { buildxRef }),
    });
    return [record];
  });
}

/** Names bases by the digest that people pull, in place of the one by which the image was built on them. */
function pullable(
  contexts: Readonly<Record<string, string>>,
  { planned, report }: Pick<Built, 'planned' | 'report'>,
): Record<string, string> {
  const known = new Map([...planned.pullable, ...pushedPins(report)]);
  return Object.fromEntries(
    Object.entries(contexts).map(([name, context]) => [name, known.get(context) ?? context]),
  );
}

const pushedPins = ({ pins, outcomes }: RunReport): (readonly [context: string, pullable: string])[] =>
  [...pins].flatMap(([base, context]) => {
    const outcome = outcomes.get(base);
    if (outcome?.kind !== 'built' && outcome?.kind !== 'reused') return [];
    const [ref] = outcome.pushed;
    return ref === undefined || outcome.digest === undefined
      ? []
      : [[context, `docker-image://${ref}@${outcome.digest}`] as const];
  });
