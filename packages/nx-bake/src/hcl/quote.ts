const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** Quotes, backslashes, and what a reader could not see: control, format and bidi characters, line separators. */
const ESCAPED = /["\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const TEMPLATE_START = /([$%])\{/gu;
const LONE_SURROGATE = /\p{Cs}/gu;

/** A quoted HCL string that stands for exactly this text, in Unicode's form NFC. */
export const quote = (text: string): string => quoteTemplate(escapeText(text));

/** Around text that is escaped already and may hold templates of ours. */
export const quoteTemplate = (template: string): string => `"${template}"`;

/**
 * For the inside of a quoted HCL string. HCL normalises every string to NFC, whatever the file says
 * (https://github.com/zclconf/go-cty/blob/dcb5db6917182028fab2819852b7cdc72e2b7ec9/cty/value_init.go#L108), so the file says it that way.
 * UTF-8 knows no lone surrogates: they become U+FFFD, as everywhere in Node.
 */
export function escapeText(text: string): string {
  return text
    .replace(LONE_SURROGATE, '\uFFFD')
    .normalize('NFC')
    .replace(ESCAPED, (character) => SHORT_ESCAPES[character] ?? escapeCodePoint(character))
    .replace(TEMPLATE_START, '$1$1{');
}

function escapeCodePoint(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}
