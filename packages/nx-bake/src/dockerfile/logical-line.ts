/** Without what BuildKit takes off: a byte order mark, and carriage returns at the end. */
export const splitLines = (text: string): string[] =>
  text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => line.replace(/\r+$/, ''));
