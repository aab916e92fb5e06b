/**
 * Undefined when it is no JSON array of strings: then it is read as plain words. The library takes what only starts
 * like one, and loses spaces and escapes in its strings.
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/parser/line_parsers.go#L329-L344
 */
export function parseJson(text: string): string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}
