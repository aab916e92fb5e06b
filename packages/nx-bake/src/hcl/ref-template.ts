import { formatImageRef, type ImageRef } from '../images/image-ref';
import { VARIABLE_NAMES } from './bake-variables';
import { escapeText, quote } from './quote';

/** How a bake file writes references: as the inside of a quoted HCL string. */
export interface RefTemplates {
  readonly image: (ref: ImageRef) => string;
  readonly cache: (ref: ImageRef) => string;
}

const literal = (ref: ImageRef): string => escapeText(formatImageRef(ref));

export const LITERAL_REFS: RefTemplates = { image: literal, cache: literal };

/** Parts that come from a workspace-wide setting become variables, through the functions `image` and `scope`. */
export const VARIABLE_REFS: RefTemplates = {
  image: (ref) => `${name(ref)}${ref.shared?.tag === true ? `:\${${VARIABLE_NAMES.tag}}` : literalEnd(ref)}`,
  cache: (ref) => `${name(ref)}${ref.shared?.tag === true ? scope(ref.tagBase) : literalEnd(ref)}`,
};

function name({ registry, repository, shared }: ImageRef): string {
  if (shared?.registry === true) return `\${image(${quote(repository)})}`;
  return escapeText(formatImageRef({ repository, ...(registry !== undefined && { registry }) }));
}

/** In a cache ref the variable part of the tag is the scope, alone or behind what stays. */
const scope = (tagBase: string | undefined): string =>
  tagBase === undefined ? '${scope(":")}' : `:${escapeText(tagBase)}\${scope(".")}`;

const literalEnd = ({ tag, digest }: ImageRef): string =>
  escapeText(`${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`);
