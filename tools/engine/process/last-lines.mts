import { existsSync, readFileSync } from 'node:fs';

/** The end of a log file, for an error message. */
export function lastLines(file: string, count = 12): string {
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}
