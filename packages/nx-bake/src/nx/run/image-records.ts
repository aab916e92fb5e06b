import { withPins } from '../../bake/pin-bases';
import { imageRecord, type ImageRecord } from '../../report/images/image-record';
import type { BuiltTasks } from './run-context';
import type { ImageTarget } from '../targets/image-target';
import { recordName } from '../image-files/image-files';

/** One record for each task that was built or was to be; none after a dry run. */
export function imageRecords(
  asked: readonly ImageTarget[],
  { planned, report, builder }: BuiltTasks,
): ImageRecord[] {
  const targets = new Map(planned.plan.targets.map((target) => [target.name, target]));
  const [builderPlatform] = builder?.platforms ?? [];
  return asked.flatMap((one) => {
    const target = targets.get(planned.targetOf.get(one.id) ?? '');
    const outcome = report?.outcomes.get(target?.name ?? '');
    if (target === undefined || outcome === undefined) return [];
    const call = report?.calls.findLast(({ targets }) => targets.includes(target.name));
    const buildxRef = call?.buildRefs.get(target.name);
    const record = imageRecord(target, {
      task: one.id,
      name: recordName(one),
      outcome,
      contexts: withPins(target, report?.pins ?? new Map()).contexts,
      ...(builderPlatform === undefined ? {} : { builderPlatform }),
      ...(buildxRef === undefined ? {} : { buildxRef }),
    });
    return [record];
  });
}
