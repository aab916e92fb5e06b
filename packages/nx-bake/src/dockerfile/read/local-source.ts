import { posix } from 'node:path';
import type { Dialect, Finding, Scene } from './scene';
import { substitute } from '../variables/substitute';

/** A scheme that BuildKit fetches, or `user@host:path`: https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/dfgitutil/git_ref.go#L71-L130 */
const REMOTE = /^(?:(?:https?|git|ssh):\/\/|[\w-]+@[\w.-]+:)/i;

/** One source of COPY, ADD or a bind mount. What is fetched from elsewhere gives nothing. */
export function readLocalSource(word: string, scene: Scene): Finding[] {
  const { text, why } = substitute(word, scene.scope, scene.stages.escape);
  if (why !== undefined)
    return [{ kind: 'unknown', place: scene.place, text: word, why, ...patternOf(word, scene) }];
  if (REMOTE.test(text)) return [];
  const source = inContext(text, scene.stages);
  return [{ kind: 'source', place: scene.place, source, wildcard: hasWildcard(source) }];
}

/**
 * A pattern of all that may be read where a part is missing, which may be anything, also several folders. To BuildKit `**` ends at a
 * slash, unless it ends the pattern, so a part of a name is `***`: folders, and then the rest of a name.
 * https://github.com/moby/patternmatcher/blob/1d6a3f429bf0541b7f69372adecc787fabc0c701/patternmatcher.go
 */
export function patternOf(word: string, scene: Scene): { readonly source?: string } {
  const { text } = substitute(word, scene.scope, scene.stages.escape);
  if (REMOTE.test(text)) return {};
  const names = inContext(text, scene.stages).split('/');
  const patterns = names.map((name) =>
    /^\0+$/u.test(name) ? '**' : name.replaceAll(/[*\0]+/gu, (run) => (run.includes('\0') ? '***' : run)),
  );
  return { source: patterns.join('/') };
}

/** Does as BuildKit, which roots every path in the context first, so that no `..` leaves it. */
function inContext(path: string, { windows }: Dialect): string {
  const slashed = windows ? path.replaceAll('\\', '/') : path;
  return posix.join('/', slashed).replace(/^\/|\/$/g, '') || '.';
}

/** https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/dockerfile2llb/convert_copy.go#L369-L380 */
const hasWildcard = (path: string): boolean => /[*?[]/.test(path.replace(/\\[^]/g, ''));
