import { loadFormats } from '../formats';
import type { LiveOptions, LiveReport } from './live-report';
import { quietReport } from './quiet-report';
import { StepReport } from './step-report';

export async function createLiveReport(options: LiveOptions): Promise<LiveReport> {
  switch (options.mode) {
    case 'raw':
      return { lines: (_, line) => (line === '' ? [] : [line]), end: () => [] };
    case 'quiet':
      return quietReport({ ...options, formats: await loadFormats() });
    case 'auto':
    case 'plain':
      return new StepReport({ ...options, mode: options.mode, formats: await loadFormats() });
  }
}
