import type { LiveReport } from './live-report';
import { createSpeaker } from './speaker';
import type { StepReportOptions } from './step-report';
import { createStepWords, isHarmless } from './step-words';

/** A report of failed steps only. */
export function quietReport(options: Omit<StepReportOptions, 'mode'>): LiveReport {
  const words = createStepWords(options);
  const speaker = createSpeaker(options, words.cachedSteps);
  return {
    lines: (events) =>
      events.flatMap((event) =>
        event.kind === 'failed' && !isHarmless(event.vertex)
          ? speaker.say(event.vertex, words.whole(event))
          : [],
      ),
    end: () => [],
  };
}
