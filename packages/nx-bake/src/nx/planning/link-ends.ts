import { readlinkSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

/** More links in a row than any path has. */
const LIMIT = 40;

/**
 * Finds what a path in a context leads to through links: every further link on the way, and the end. BuildKit follows
 * the links of the paths that an instruction names, a link to an absolute path from the root of the context.
 * https://github.com/tonistiigi/fsutil/blob/abf6d3f5e1a6/followlinks.go
 *
 * @returns paths relative to the context, none where there is no link on the way
 */
export function linkEnds(context: string, path: string): string[] {
  const rest = segments(path);
  const found: string[] = [];
  let current = '.';
  let hops = 0;
  for (let segment = rest.shift(); segment !== undefined && hops <= LIMIT; segment = rest.shift()) {
    const next = segment === '..' ? posix.dirname(current) : posix.join(current, segment);
    const target = segment === '..' ? undefined : linkAt(join(context, next));
    if (target === undefined) {
      current = next;
      continue;
    }
    if (hops > 0) found.push(next);
    hops += 1;
    if (posix.isAbsolute(target)) current = '.';
    rest.unshift(...segments(target));
  }
  return hops === 0 ? [] : [...found, current];
}

const segments = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.');

function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path).split(sep).join('/');
  } catch {
    return undefined; // no link, or not there
  }
}
