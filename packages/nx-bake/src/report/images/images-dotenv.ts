import type { ImageRecord } from './image-record';

/** The first line of our file, by which it is recognised. A comment would not do, as some readers do not know them. */
export const DOTENV_HEADER = 'NX_BAKE_IMAGES=';

/**
 * The number of images that can be deployed, and `ORDERS_IMAGE=…` and `ORDERS_DIGEST=…` for each of them. Nothing but such lines, unquoted, since
 * GitHub's and GitLab's readers take neither comments nor quotes; a reference holds nothing that a shell would read.
 * https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsdotenv
 */
export function renderDotenv(records: readonly ImageRecord[]): string {
  const images = records.flatMap(({ name, ref, digest }) => {
    if (ref === undefined) return [];
    const prefix = variablePrefix(name);
    return [[`${prefix}_IMAGE=${ref}`, ...(digest === undefined ? [] : [`${prefix}_DIGEST=${digest}`])]];
  });
  return [`${DOTENV_HEADER}${images.length}`, ...images.flat(), ''].join('\n');
}

/** `@acme/orders-api` is `ACME_ORDERS_API`: what POSIX allows as the name of a variable. */
export function variablePrefix(name: string): string {
  const valid = name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/gu, '_')
    .replace(/^_+|_+$/gu, '');
  return /^\d/u.test(valid) ? `_${valid}` : valid;
}
