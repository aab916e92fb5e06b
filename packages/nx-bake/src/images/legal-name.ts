const MAX_LENGTH = 128;

/**
 * A project's name as repository path: `@acme/web.api` becomes `acme/web.api`, `My App` becomes `my-app`.
 * Undefined where nothing legal remains.
 */
export function legalName(projectName: string): string | undefined {
  const components = projectName
    .normalize('NFKD')
    .replace(/\p{Mark}+/gu, '')
    .toLowerCase()
    .split('/')
    .map(legalComponent)
    .filter((component) => component !== '');
  const path = withoutHost(components).join('/').slice(0, MAX_LENGTH);
  return path === '' ? undefined : path.replace(/[^a-z0-9]+$/u, '');
}

/** Separators that the grammar allows stay, every other run of foreign characters becomes one dash. */
function legalComponent(text: string): string {
  return text
    .replace(/[^a-z0-9]+/gu, (run) => (/^(?:[._]|__|-+)$/u.test(run) ? run : '-'))
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/gu, '');
}

/** `@acme.io/web` must not become an image of the registry acme.io. */
function withoutHost(components: readonly string[]): readonly string[] {
  const [first = '', ...rest] = components;
  return rest.length === 0 ? components : [notAHost(first), ...rest];
}

/** The first part of a name, so that docker does not take it for a registry. */
export const notAHost = (part: string): string =>
  part === 'localhost' ? 'local-host' : part.replaceAll('.', '-');
