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
      contexts: withPins(target, report.pins).contexts,
      ...(builderPlatform === undefined ? {} : { builderPlatform }),
      ...(buildxRef === undefined ? {} : { buildxRef }),
    });
    return [record];
  });
}
