import { posix } from 'node:path';

/**
 * Whether a Dockerfile that names a path in its context may read something of another one: the same, what lies in it, or
 * what it lies in. Where the path has wildcards it says yes sooner than it should. Linear, as Dockerfiles are anybody's.
 */
export function mayRead(named: string, path: string): boolean {
  const [pattern, parts] = [partsOf(named), partsOf(path)];
  const shared = Math.min(pattern.length, parts.length);
  return pattern.slice(0, shared).every((part, index) => mayMatch(part, parts[index] ?? ''));
}

const partsOf = (path: string): string[] =>
  posix
    .normalize(`/${path}`)
    .split('/')
    .filter((part) => part !== '');

/** Compares the text before the first wildcard and behind the last one. */
function mayMatch(pattern: string, name: string): boolean {
  const first = pattern.search(/[*?[\\]/u);
  if (first === -1) return pattern === name;
  const last = Math.max(...['*', '?', ']', '\\'].map((wildcard) => pattern.lastIndexOf(wildcard)));
  const end = pattern.includes('\\') ? '' : pattern.slice(last + 1);
  return name.startsWith(pattern.slice(0, first)) && name.endsWith(end);
}
