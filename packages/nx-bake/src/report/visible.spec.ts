import fc from 'fast-check';
import { logLines } from './log-lines';
import { visible, visibleText } from './visible';

const ESC = '\u001B';

describe('visible', () => {
  it.each<[string, string, string]>([
    ['colours', `${ESC}[31mred${ESC}[0m`, 'red'],
    ['8-bit colours', '\u009B31mred\u009B0m', 'red'],
    ['a cursor movement', `a${ESC}[2K${ESC}[1Gb`, 'ab'],
    ['a title by OSC', `${ESC}]0;owned\u0007text`, 'text'],
    ['a title by OSC with ST', `${ESC}]0;owned${ESC}\\text`, 'text'],
    ['a title by 8-bit OSC', '\u009D0;owned\u009Ctext', 'text'],
    ['a clipboard write', `${ESC}]52;c;cm0gLXJm\u0007text`, 'text'],
    ['a link', `${ESC}]8;;https://evil.example\u0007here${ESC}]8;;\u0007`, 'here'],
    ['the payload of DCS', `${ESC}Pq#0;2;0;0;0${ESC}\\text`, 'text'],
    ['the payload of 8-bit DCS', '\u0090q#0;2;0\u009Ctext', 'text'],
    ['APC and PM', `${ESC}_payload${ESC}\\a${ESC}^payload${ESC}\\b`, 'ab'],
    ['DCS without an end', `a${ESC}Pq#0;2;0`, 'a'],
    ['a full reset', `${ESC}ctext`, 'text'],
    ['a character set', `${ESC}(0text`, 'text'],
    ['backspaces', 'password\b\b\b', 'password'],
    ['vertical tab and form feed', 'a\u000Bb\fc', 'abc'],
    ['NUL and DEL', 'a\0b\u007Fc', 'abc'],
    ['bidirectional controls', 'a\u202Eb\u2066c\u2069\u200Fd', 'abcd'],
    ['line ends of Unicode and NEL', 'a\u2028b\u2029c\u0085d', 'abcd'],
    ['a progress bar', '10%\r50%\r100%\r', '100%'],
    ['tabs and other scripts, which stay', 'a\tä 漢字 שלום 👩‍🚀', 'a\tä 漢字 שלום 👩‍🚀'],
  ])('%s', (_, line, shown) => {
    expect(visible(line)).toBe(shown);
  });

  it('leaves no control in any string', () => {
    const piece = fc.constantFrom(
      ESC,
      '\u009D',
      '\u0090',
      '\u009B',
      '\u009C',
      '\u0007',
      '\\',
      ']',
      'P',
      '[',
      '0',
      'm',
      '\b',
      '\u202E',
      'x',
      '\r',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(visible(pieces.join(''))).not.toMatch(/[^\P{Cc}\t]|[\u202A-\u202E\u2066-\u2069]/u);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps the lines of a text', () => {
    expect(visibleText(`a\n${ESC}[1mb\n`)).toBe('a\nb\n');
  });

  it('is linear: a megabyte of beginnings that never end', () => {
    for (const start of [`${ESC}]`, `${ESC}P`, `${ESC}[0`, '\u009D', ESC, '\r']) {
      expect(visible(start.repeat(100_000)).length).toBeLessThan(2);
    }
  });
});

describe('logLines', () => {
  it('keeps no endless line: what comes without a newline comes in pieces', () => {
    const lines = logLines();
    const chunk = '\0xxxxxxxxxxxxxxx'.repeat(64 * 1024);
    let longest = 0;
    let count = 0;
    for (let chunks = 0; chunks < 10; chunks++) {
      for (const line of lines.add(chunk)) {
        longest = Math.max(longest, line.length);
        count++;
      }
    }
    expect(longest).toBeLessThanOrEqual(16 * 1024);
    expect(count).toBeGreaterThan(500);
  });
});
