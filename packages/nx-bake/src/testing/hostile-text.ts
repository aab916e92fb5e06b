import fc from 'fast-check';

/** What HCL, CSV, shells and terminals trip over, and what Unicode has to offer. */
// prettier-ignore
const TRAPS = [
  '${', '%{', '$${', '%%{', '$', '%', '{', '}', '~}', '"', "'", '\\', '\\u0041', '\\n', '`', '#', '//', '/*', '<<EOT',
  '\n', '\r', '\r\n', '\t', '\0', '\u0001', '\u001b[31m', '\u007f', '\u0085', '\u2028', '\ufeff', '\u202e',
  ',', '=', ' ', '', 'null', 'é', 'e\u0301', 'A\u030a', '\u0301', '\u1112\u1161\u11ab', '한', '日本', '😀', '👩\u200d💻', '🇫🇷',
  'NX_BAKE_TAG', '${NX_BAKE_TAG}', '${image("x")}',
];

/** Go's Unicode tables cut off the upper half of the first character: U+E0067 U+0301 becomes U+01F5, like "g" U+0301. */
const WRONG_IN_GO = /[\u{10000}-\u{10ffff}]\p{M}/u;

const unicode = fc.string({ unit: 'binary', maxLength: 4 });

/** What HCL makes of a text. */
export const nfc = (text: string): string => text.normalize('NFC');

/** Texts to escape; any two neighbours may meet. */
export const hostileText = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...TRAPS) }, { weight: 1, arbitrary: unicode }), {
    maxLength: 8,
  })
  .map((parts) => parts.join(''))
  .filter((text) => !WRONG_IN_GO.test(text));

/** With keys that stay apart in the form NFC. */
export const hostileMapOf = (value: fc.Arbitrary<string>): fc.Arbitrary<Record<string, string>> =>
  fc
    .uniqueArray(fc.tuple(hostileText, value), { maxLength: 5, selector: ([key]) => nfc(key) })
    .map((entries) => Object.fromEntries(entries));

export const hostileMap = hostileMapOf(hostileText);

export const hostileList = fc.array(hostileText, { maxLength: 4 });

export const nfcMap = (map: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [nfc(key), nfc(value)]));
