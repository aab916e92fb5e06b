/** How a registry wants to be signed in to. https://distribution.github.io/distribution/spec/auth/token/ */
export type Challenge =
  | { readonly scheme: 'none' }
  | { readonly scheme: 'basic' }
  | { readonly scheme: 'bearer'; readonly realm: string; readonly service: string | undefined };

/** Reads `WWW-Authenticate`, where Bearer goes before Basic. */
export function parseChallenge(header: string | undefined): Challenge {
  const text = header ?? '';
  const bearer = /(?:^|,)\s*bearer\s+(.*)$/isu.exec(text)?.[1];
  if (bearer !== undefined) {
    const realm = parameter(bearer, 'realm');
    if (realm !== undefined) return { scheme: 'bearer', realm, service: parameter(bearer, 'service') };
  }
  return /(?:^|,)\s*basic(?:\s|$)/iu.test(text) ? { scheme: 'basic' } : { scheme: 'none' };
}

function parameter(text: string, name: string): string | undefined {
  const [, quoted, token] =
    new RegExp(`(?:^|[\\s,])${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s,]+))`, 'iu').exec(text) ?? [];
  return quoted?.replace(/\\(.)/gu, '$1') ?? token;
}
