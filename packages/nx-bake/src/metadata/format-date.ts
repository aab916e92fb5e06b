import type dayjsModule from 'dayjs';
import type { PluginFunc } from 'dayjs';
import type {} from 'dayjs/plugin/timezone'; // declares tz()

/** Loaded only when a rule has a date in it. */
function dayjs(): typeof dayjsModule {
  /* eslint-disable @typescript-eslint/no-require-imports -- few rules have dates */
  const loaded = require('dayjs') as typeof dayjsModule;
  const plugin = (found: unknown): PluginFunc => found as PluginFunc; // each module is its plugin
  loaded.extend(plugin(require('dayjs/plugin/utc')));
  loaded.extend(plugin(require('dayjs/plugin/timezone')));
  loaded.extend(plugin(require('dayjs/plugin/advancedFormat')));
  /* eslint-enable @typescript-eslint/no-require-imports */
  return loaded;
}

/** A time in the format of moment, which metadata-action has: `YYYYMMDD-HHmmss`. UTC where no zone is named. */
export function formatDate(seconds: number, format: string, zone = 'UTC'): string {
  return dayjs()(seconds * 1000)
    .tz(zone)
    .format(format);
}

export function isDateFormat(format: string, zone = 'UTC'): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return format !== '';
  } catch {
    return false;
  }
}
