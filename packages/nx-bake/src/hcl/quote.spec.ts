import fc from 'fast-check';
import { readHclBlocks } from '../testing/hcl2-judge';
import { hostileText, nfc } from '../testing/hostile-text';
import { quote } from './quote';

describe('quote', () => {
  it.each([
    ['plain', '"plain"'],
    ['', '""'],
    ['say "hi"', String.raw`"say \"hi\""`],
    ['C:\\dir', String.raw`"C:\\dir"`],
    ['a\nb\r\n\tc', String.raw`"a\nb\r\n\tc"`],
    ['${HOME}', '"$${HOME}"'],
    ['%{ if x }', '"%%{ if x }"'],
    ['$${HOME}', '"$$${HOME}"'],
    ['$5 is 100% of {x} $$ %%', '"$5 is 100% of {x} $$ %%"'],
    ["it's # no // comment", `"it's # no // comment"`],
    ['\0\u001b\u007f\u0085', String.raw`"\u0000\u001b\u007f\u0085"`],
    ['naïve 日本 😀', '"naïve 日本 😀"'],
    ['a\u202eb\ufeffc\u2028', String.raw`"a\u202eb\ufeffc\u2028"`],
    ['\u{e0067}', String.raw`"\U000e0067"`],
    ['e\u0301', '"é"'],
    ['a\ud800b', '"a\ufffdb"'],
  ])('%j is %s', (text, hcl) => {
    expect(quote(text)).toBe(hcl);
  });

  it('is read back as the same text in the form NFC', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileText, { minLength: 1, maxLength: 20 }), async (texts) => {
        const hcl = `target "x" {\n  tags = [${texts.map(quote).join(', ')}]\n}\n`;
        expect((await readHclBlocks(hcl, 'target'))['x']).toEqual({ tags: texts.map(nfc) });
      }),
    );
  });

  it('never breaks the line', () => {
    fc.assert(fc.property(hostileText, (text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(quote(text))));
  });
});
