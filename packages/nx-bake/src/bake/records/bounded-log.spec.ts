import fc from 'fast-check';
import { boundedLog } from './bounded-log';

const logOf = (limit: number, chunks: readonly string[]): string => {
  const log = boundedLog(limit);
  for (const chunk of chunks) log.append(chunk);
  return log.text();
};

describe('boundedLog', () => {
  it('keeps all of what fits', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (chunks) => {
        expect(logOf(10_000, chunks)).toBe(chunks.join(''));
      }),
    );
  });

  it('keeps both ends of what does not, and says how much is missing', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b\n', '\n', 'long line\n'), { minLength: 30 }), (chunks) => {
        const whole = chunks.join('');
        const kept = logOf(10, chunks);
        const dropped = whole.slice(10, -10).split('\n').length - 1;
        expect(kept.startsWith(whole.slice(0, 10))).toBe(true);
        expect(kept.endsWith(whole.slice(-10))).toBe(true);
        expect(kept.includes(`[… ${dropped} lines left out …]`)).toBe(dropped > 0 && whole.length > 20);
      }),
    );
  });

  it('can be read at any time', () => {
    const log = boundedLog(4);
    log.append('abcdefgh\n1');
    log.text();
    log.append('2345\n');
    expect(log.text()).toBe('abcd\n[… 1 lines left out …]\n345\n');
  });
});
