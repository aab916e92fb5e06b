import { pauseBefore, retryPause } from './retry-pause';

it('the pause before a retry grows up to half a minute', () => {
  expect([1, 2, 3, 5, 6, 2000].map(retryPause)).toEqual([1_000, 2_000, 4_000, 16_000, 30_000, 30_000]);
});

describe('pauseBefore', () => {
  it('says what it waits for', async () => {
    const lines: string[] = [];
    const { signal } = new AbortController();
    await pauseBefore('trying mail again', 1, { signal, write: (line) => lines.push(line) });
    expect(lines).toEqual(['Waiting 0.001 s before trying mail again']);
  });

  it('ends at once when the run is stopped', async () => {
    const stop = new AbortController();
    const waiting = pauseBefore('trying mail again', 3_600_000, {
      signal: stop.signal,
      write: () => undefined,
    });
    stop.abort('SIGINT');
    await waiting;
  });
});
