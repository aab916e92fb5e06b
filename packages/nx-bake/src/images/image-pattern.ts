import type { Place } from '../check-shape';
import { allOk, fail, ok, type Result } from '../result';
import type { ImageRef } from './image-ref';
import { legalName, notAHost } from './legal-name';
import { parseImageRef, parseRegistry } from './parse-image-ref';

export const DEFAULT_IMAGE_PATTERN = '{projectName}';

/** What the placeholders of a pattern stand for. */
export interface ImageFacts {
  readonly projectName: string;
  readonly projectRoot: string;
  /** The setting `registry`; goes in front of a name that has no registry of its own. */
  readonly registry?: string | undefined;
}

/** Each placeholder's value, before it is made legal. */
const PLACEHOLDERS: Readonly<Record<string, (facts: ImageFacts) => string>> = {
  projectName: ({ projectName }) => projectName,
  name: ({ projectName }) => projectName.split('/').at(-1) ?? '', // of @acme/web: web
  projectRoot: ({ projectRoot }) => projectRoot,
};

/** The option `image` for one project: `{projectName}` with registry ghcr.io/acme is ghcr.io/acme/web. */
export function imageName(pattern: string, facts: ImageFacts, at: Place): Result<ImageRef> {
  const filled = fill(pattern, facts, at);
  if (!filled.ok) return filled;
  const named = parseImageRef(filled.value, at);
  if (!named.ok) return named;
  const { tag, digest, registry: own } = named.value;
  if (tag !== undefined || digest !== undefined) {
    const reason = 'it has a tag or digest, which belongs into the option "tags"';
    return fail([{ ...at, kind: 'invalid-image', image: pattern, reason }]);
  }
  if (own !== undefined || facts.registry === undefined) return named;
  const registry = parseRegistry(facts.registry, { ...at, place: 'registry' });
  if (!registry.ok) return registry;
  return ok({ ...named.value, registry: registry.value, shared: { registry: true, tag: false } });
}

function fill(pattern: string, facts: ImageFacts, at: Place): Result<string> {
  const pieces = withLegalNames(pattern, facts).split(/\{(\w*)\}/u); // odd ones are placeholder names
  const filled = allOk(
    pieces.map((piece, index) => (index % 2 === 0 ? ok(piece) : valueOf(piece, facts, at))),
  );
  if (!filled.ok) return filled;
  const text = filled.value.join('');
  const [first = ''] = pattern.split('/');
  return ok(first.includes('{') ? withoutHost(text) : text);
}

/** Nx fills in `{projectName}` and `{projectRoot}` of a target's options by itself, legal for an image or not. */
function withLegalNames(pattern: string, { projectName, projectRoot }: ImageFacts): string {
  const illegal = [projectName, projectRoot].filter((name) => (legalName(name) ?? name) !== name);
  return illegal.reduce((text, name) => text.replaceAll(name, legalName(name) ?? name), pattern);
}

function valueOf(placeholder: string, facts: ImageFacts, at: Place): Result<string> {
  const read = Object.hasOwn(PLACEHOLDERS, placeholder) ? PLACEHOLDERS[placeholder] : undefined;
  if (read === undefined) {
    return fail([
      {
        ...at,
        kind: 'unknown-option',
        option: `{${placeholder}}`,
        allowed: Object.keys(PLACEHOLDERS).map((name) => `{${name}}`),
      },
    ]);
  }
  const value = legalName(read(facts));
  return value === undefined ? fail([{ ...at, kind: 'no-image-name' }]) : ok(value);
}

/** Unlike what somebody spelled out, a placeholder's value never names a registry. */
function withoutHost(name: string): string {
  const [first = '', ...rest] = name.split('/');
  return rest.length > 0 ? [notAHost(first), ...rest].join('/') : name;
}
