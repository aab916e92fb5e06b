import { posix } from 'node:path';
import type { Dialect, Finding, Scene } from './scene';
import { substitute } from './substitute';

/** With a scheme that BuildKit fetches, or `user@host:path`: https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/dfgitutil/git_ref.go#L71-L130 */
const REMOTE = /^(?:(?:https?|git|ssh):\/\/|[\w-]+@[\w.-]+:)/i;

/** One source of COPY, ADD or a bind mount. What is fetched from elsewhere gives nothing. */
export function readLocalSource(word: string, scene: Scene): Finding[] {
  const { text, why } = substitute(word, scene.scope, scene.stages.escape);
  if (why !== undefined) return [{ kind: 'unknown', place: scene.place, text: word, why }];
  if (REMOTE.test(text)) return [];
  const source = inContext(text, scene.stages);
  return [{ kind: 'source', place: scene.place, source, wildcard: hasWildcard(source) }];
}

/** As BuildKit, which roots every path in the context first, so that no `..` leaves it. */
function inContext(path: string, { windows }: Dialect): string {
  const slashed = windows ? path.replaceAll('\\', '/') : path;
  return posix.join('/', slashed).replace(/^\/|\/$/g, '') || '.';
}

/** https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/dockerfile2llb/convert_copy.go#L369-L380 */
const hasWildcard = (path: string): boolean => /[*?[]/.test(path.replace(/\\[^]/g, ''));
