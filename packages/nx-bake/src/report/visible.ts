/**
 * Commands to a terminal with a payload: DCS, SOS, OSC, PM and APC, in 7 and in 8 bits. A terminal swallows all up to
 * the end of the payload; one without an end is cut to the end of the line.
 */
const STRINGS =
  /(?:\u001B[PX\]^_]|[\u0090\u0098\u009D-\u009F])[^\u0007\u001B\u009C\n]*(?:\u0007|\u001B\\|\u009C)?/g;

/** Colours, movements of the cursor and all other sequences: ECMA-48, 5.4 and 5.3. */
const SEQUENCES = /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]?|\u001B[ -/]*[0-~]?/g;

/** C0 but for tab and newline, DEL, C1, bidirectional controls, and the line ends that only some programs know. */
const CONTROLS =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFFF9-\uFFFB]/g;

/**
 * The part of a line that a terminal would still show: progress bars write over themselves. Nothing of the result can
 * move the cursor, set a title, write to the clipboard or change the order of the signs; colours would break the
 * prefix's.
 */
export function visible(line: string): string {
  const shown = line.replace(/\r+$/, '').split('\r').at(-1) ?? '';
  return shown.replace(STRINGS, '').replace(SEQUENCES, '').replace(CONTROLS, '');
}

/** Each line of a text as {@link visible} shows it. */
export const visibleText = (text: string): string => text.split('\n').map(visible).join('\n');
