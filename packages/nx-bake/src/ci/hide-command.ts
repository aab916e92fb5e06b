/** A zero-width space: a runner no longer finds its command, and people see no difference. */
export const UNSEEN = '\u200B';

/** Breaks every occurrence of the beginning of a runner's command, whatever its case. */
export function hide(text: string, command: string): string {
  const pattern = new RegExp(command.replace(/[\[\]#]/g, '\\$&'), 'gi');
  return text.replace(pattern, (found) => `${found.slice(0, -1)}${UNSEEN}${found.slice(-1)}`);
}
