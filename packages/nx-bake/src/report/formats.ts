/** The notation of durations and sizes. */
export interface Formats {
  readonly duration: (ms: number) => string;
  readonly size: (bytes: number) => string;
}

/** Both libraries are ES modules only, so they are loaded when they are needed and not with the plugin. */
export async function loadFormats(): Promise<Formats> {
  const [{ default: prettyMs }, { default: prettyBytes }] = await Promise.all([
    import('pretty-ms'),
    import('pretty-bytes'),
  ]);
  return {
    duration: (ms) =>
      prettyMs(ms, ms < 1000 ? { secondsDecimalDigits: 1, formatSubMilliseconds: false } : {}),
    size: (bytes) => prettyBytes(bytes),
  };
}
