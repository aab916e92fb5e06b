/**
 * Keeps those of buildx's plain lines that are worth showing while it runs. Its account of an error comes last, and
 * people get that from us once, with the project's name and path.
 */
export function textFilter(): (line: string) => string[] {
  let ended = false;
  return (line) => {
    ended ||= ENDING.test(line);
    return ended || line.trim() === '' || MISSING_CACHE.test(line) ? [] : [line];
  };
}

/** A cache that nobody has written yet, as before the first build. */
const MISSING_CACHE = /^WARNING: local cache import at .* skipped due to err: .*no such file or directory/;

/** `Dockerfile:6` and a ruler, a ruler alone, the error itself, or where to look at it. */
const ENDING = /^(\S.*:\d+$|-{4,}$|ERROR: |View build details)/;
