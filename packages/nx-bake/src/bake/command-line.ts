/** What every shell takes as it is. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** A command as one would type it: words that a shell would not take as they are stand in quotes. */
export const commandLine = (words: readonly string[]): string => words.map(quoted).join(' ');

const quoted = (word: string): string =>
  PLAIN.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
