import fc from 'fast-check';
import type { BakeEvent } from './bake-event';
import { createCollector, type Collector } from './collect';

const collectorOf = (targets = ['a', 'b'], logLimit = 100_000): Collector =>
  createCollector({ targets, logLimit });

const logLine = (vertex: string, data: Uint8Array, stream = 1): string =>
  JSON.stringify({ logs: [{ vertex, stream, data: Buffer.from(data).toString('base64') }] });

const vertexLine = (...vertexes: object[]): string => JSON.stringify({ vertexes });

const kinds = (events: readonly BakeEvent[]): string[] => events.map(({ kind }) => kind);

describe('Collector', () => {
  it('joins logs without loss or doubling, also when characters are split', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(text, fc.array(fc.nat(160)), (whole, cuts) => {
        const bytes = Buffer.from(whole);
        const places = [0, ...cuts.map((cut) => cut % bytes.length).sort((x, y) => x - y), bytes.length];
        const collector = collectorOf();
        const events = places
          .slice(1)
          .flatMap((end, index) => collector.feed(logLine('d', bytes.subarray(places[index], end))));
        const told = [...events, ...collector.flush()]
          .map((event) => (event.kind === 'log' ? event.text : ''))
          .join('');
        expect(told).toBe(bytes.toString());
        expect(collector.vertices()[0]?.log ?? '').toBe(bytes.toString());
      }),
    );
  });

  it('keeps the halves of characters apart by stream', () => {
    const collector = collectorOf();
    const [first, second] = [Buffer.from('ü').subarray(0, 1), Buffer.from('ü').subarray(1)];
    collector.feed(logLine('d', first, 1));
    collector.feed(logLine('d', Buffer.from('x'), 2));
    collector.feed(logLine('d', second, 1));
    expect(collector.vertices()[0]?.log).toBe('xü');
  });

  it('tells of half a character that never got its other half', () => {
    const collector = collectorOf();
    collector.feed(logLine('d', Buffer.from('ü').subarray(0, 1)));
    expect(collector.flush()).toMatchObject([{ kind: 'log', text: '\uFFFD' }]);
  });

  it('gives a shared vertex to all that sent it, and tells its life once', () => {
    const collector = collectorOf();
    const [start, end] = ['2026-01-01T00:00:00Z', '2026-01-01T00:00:02Z'];
    const of = (target: string, more: object) => ({ digest: 'd', name: `[${target} 1/2] RUN x`, ...more });
    const events = [
      ...collector.feed(vertexLine(of('a', { started: start }))),
      ...collector.feed(vertexLine(of('b', { started: start }))),
      ...collector.feed(vertexLine(of('b', { started: start, completed: end }))),
      ...collector.feed(vertexLine(of('a', { started: start, completed: end }))),
    ];
    expect(kinds(events)).toEqual(['started', 'shared', 'completed']);
    expect(events.at(-1)).toMatchObject({
      durationMs: 2000,
      vertex: { name: '[1/2] RUN x', targets: ['a', 'b'] },
    });
  });

  it('takes a vertex that works in intervals as running again', () => {
    const collector = collectorOf(['a']);
    const of = (started: number, completed?: number) => ({
      digest: 'd',
      name: '[internal] load build context',
      started: new Date(started).toISOString(),
      ...(completed !== undefined && { completed: new Date(completed).toISOString() }),
    });
    const events = [of(1000, 1001), of(1002), of(1002, 5000)].flatMap((seen) =>
      collector.feed(vertexLine(seen)),
    );
    expect(kinds(events)).toEqual(['completed', 'started', 'completed']);
    expect(events.at(-1)).toMatchObject({ durationMs: 4000 });
  });

  it('takes a cached vertex that fetches its layers as cached', () => {
    const collector = collectorOf(['a']);
    const at = '2026-01-01T00:00:00Z';
    collector.feed(
      vertexLine({ digest: 'd', name: '[2/2] RUN x', started: at, completed: at, cached: true }),
    );
    const events = collector.feed(
      vertexLine(
        { digest: 'd', name: '[2/2] RUN x', started: at },
        { digest: 'd', started: at, completed: at },
      ),
    );
    expect(events).toEqual([]);
    expect(collector.vertices()).toMatchObject([{ state: 'cached' }]);
  });

  it('takes a vertex as run when it ran for one target and was cached for another', () => {
    const collector = collectorOf();
    const at = '2026-01-01T00:00:00Z';
    collector.feed(
      vertexLine({ digest: 'd', name: '[b 2/2] RUN x', started: at, completed: at, cached: true }),
    );
    collector.feed(vertexLine({ digest: 'd', name: '[a 2/2] RUN x', started: at, completed: at }));
    expect(collector.vertices()).toMatchObject([{ state: 'completed' }]);
  });

  it('never throws, and tells every line that is no record', () => {
    const collector = collectorOf();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (line) => {
        expect(kinds(collector.feed(line))).toEqual(['text']);
      }),
    );
  });

  it('holds a million log lines in bounded memory, and tells all of them', () => {
    const collector = collectorOf(['a'], 64 * 1024);
    const text = 'a line of a log that nobody will ever read\n';
    const chunk = logLine('d', Buffer.from(text.repeat(1000)));
    const before = process.memoryUsage().heapUsed;
    let told = 0;
    for (let round = 0; round < 1000; round += 1) {
      for (const event of collector.feed(chunk)) told += event.kind === 'log' ? event.text.length : 0;
    }
    const log = collector.vertices()[0]?.log ?? '';
    expect(told).toBe(1_000_000 * text.length);
    expect(log.length).toBeLessThan(129 * 1024);
    const lines = log.split('\n').filter((line) => line === text.trimEnd()).length;
    const dropped = Number(/… (\d+) lines/.exec(log)?.[1]);
    expect(Math.abs(1_000_000 - lines - dropped)).toBeLessThan(3); // the two at the cuts
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60 * 1024 * 1024);
  });
});
