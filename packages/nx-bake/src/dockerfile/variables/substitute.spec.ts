import fc from 'fast-check';
import { substitute } from './substitute';
import { setTo, UNSET, unknownBecause, type Scope } from './variable';

const scope: Scope = {
  values: new Map([
    ['A', setTo('value')],
    ['EMPTY', setTo('')],
    ['PATHS', setTo('/tmp/tmp/bar.txt')],
    ['OPEN', unknownBecause('is open')],
  ]),
  others: UNSET,
};

const KNOWN: readonly (readonly [word: string, text: string])[] = [
  ['$A', 'value'],
  ['${A}', 'value'],
  ['x$A.y', 'xvalue.y'],
  ['${NONE-x}', 'x'],
  ['${EMPTY-x}', ''],
  ['${EMPTY:-x}', 'x'],
  ['${NONE:-${A}}', 'value'],
  ['${A+x}${EMPTY+y}${EMPTY:+z}', 'xy'],
  ['${A?no}${EMPTY?no}', 'value'],
  ['${A:-$OPEN}', 'value'],
  ['${EMPTY:+$OPEN}', ''],
  ['${A#v}', 'alue'],
  ['${PATHS#*/}', 'tmp/tmp/bar.txt'],
  ['${PATHS##*/}', 'bar.txt'],
  ['${PATHS%/*}', '/tmp/tmp'],
  ['${PATHS%%/*}', ''],
  ['${PATHS/tmp/x}', '/x/tmp/bar.txt'],
  ['${PATHS//tmp/x}', '/x/x/bar.txt'],
  ['${PATHS//\\//_}', '_tmp_tmp_bar.txt'],
  ['${A/?a/$A}', 'valuelue'],
  ['${A#x}${A%x}', 'valuevalue'],
  ['${A%%a*}', 'v'],
  ['${A#\\*}', 'value'],
  ['\\$A', '$A'],
  ["'$A'", '$A'],
  ['"$A b"', 'value b'],
  ['"\\$A \\x \\""', '$A \\x "'],
  ['a\\ b', 'a b'],
  ['$', '$'],
  ['$.', '$.'],
  ['안${A}녕', '안value녕'],
];

const UNKNOWN: readonly (readonly [word: string, why: string])[] = [
  ['$NONE', 'NONE has no value'],
  ['${NONE#x}', 'NONE has no value'],
  ['$OPEN', 'OPEN is open'],
  ['${OPEN:-x}', 'OPEN is open'],
  ['${OPEN:+x}', 'OPEN is open'],
  ['${NONE:-$OPEN}', 'OPEN is open'],
  ['${A#$OPEN}', 'OPEN is open'],
  ['${A/$OPEN/x}', 'OPEN is open'],
  ['${NONE?}', 'NONE: is required'],
  ['${EMPTY:?give it}', 'EMPTY: give it'],
  ['${A', 'missing }'],
  ['${}', 'bad substitution'],
  ['${{A}}', 'bad substitution'],
  ['${A:#x}', 'unsupported modifier :#'],
  ['${A=x}', 'unsupported modifier in ${A='],
  ['${A:0:3}', 'unsupported modifier in ${A0'],
  ['${A#\\x}', 'invalid escape in the pattern "\\x"'],
  ["'open", "missing '"],
  ['"open', 'missing "'],
  ['${A:-'.repeat(200), 'nested too deeply'],
];

describe('substitute', () => {
  it.each(KNOWN)('%s', (word, text) => {
    expect(substitute(word, scope, '\\')).toEqual({ text });
  });

  it.each(UNKNOWN)('%s cannot be known', (word, why) => {
    expect(substitute(word, scope, '\\').why).toBe(why);
  });

  it('takes the backtick where it is the escape character', () => {
    expect(substitute('c:\\$A`$A', scope, '`')).toEqual({ text: 'c:\\value$A' });
  });

  it('changes nothing in a word without quotes, escapes and variables', () => {
    const plain = fc.string({ unit: 'binary' }).map((text) => text.replace(/["'$\\]/g, ''));
    fc.assert(
      fc.property(plain, (word) => {
        expect(substitute(word, scope, '\\')).toEqual({ text: word });
      }),
    );
  });
});
