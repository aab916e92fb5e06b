import type { BakeEvent, Vertex } from '../../bake/records/bake-event';
import { replay, transcriptNames, type Replay } from '../../testing/transcripts';
import { createLiveReport } from './live';
import type { ProgressMode } from './live-report';

const labelsOf = ({ call }: Replay) => new Map(call.targets.map(({ name }) => [name, name]));

/** What people see of a transcript; durations are its own and not the test's business. */
async function show(name: string, mode: ProgressMode): Promise<string[]> {
  const played = replay(name);
  const live = await createLiveReport({ mode, labels: labelsOf(played), colour: false, now: () => 0 });
  const lines = [...played.events.flatMap(({ line, events }) => live.lines(events, line)), ...live.end()];
  return lines.map((line) => line.replace(/\b\d+(\.\d+)?m?s\b/g, '0s'));
}

async function tell(
  events: readonly (readonly [number, BakeEvent])[],
  mode: ProgressMode = 'auto',
): Promise<string[]> {
  let time = 0;
  const labels = new Map([['a', 'orders']]);
  const live = await createLiveReport({ mode, labels, colour: false, now: () => time });
  const lines = events.flatMap(([at, event]) => {
    time = at;
    return live.lines([event], '');
  });
  return [...lines, ...live.end()];
}

const vertex = (name: string, targets = ['a']): Vertex => ({ digest: name, name, targets });
const step = vertex('[2/2] RUN work');

describe('live report', () => {
  it('auto: tells the steps with their logs, and each project by its prefix', async () => {
    expect(await show('one-fails', 'auto')).toEqual([
      'orders  | #1 [2/2] RUN echo slow; sleep 20',
      'orders  | #1 slow',
      'billing | #2 [2/2] RUN echo billing starts; sleep 3; echo broken >&2; exit 7',
      'billing | #2 billing starts',
      'mail    | #3 [2/2] RUN echo quick',
      'mail    | #3 quick',
      'mail    | #3 done 0s',
      'mail    | #4 exporting to image  0s',
      'billing | #2 broken',
      'billing | #2 failed after 0s: exit code: 7',
    ]);
  });

  it('auto: tells cached steps in one line', async () => {
    const lines = await show('all-cached', 'auto');
    expect(lines).toContain('mail   | 1 step cached');
    expect(lines).toContain('orders | 2 steps cached');
  });

  it('auto: tells a shared step once, with all its targets', async () => {
    expect(await show('shared-step-fails', 'auto')).toEqual([
      'billing | #1 [2/3] RUN echo together; sleep 1; exit 5 (also mail)',
      'billing | #1 together',
      'orders  | #2 [2/2] RUN echo slow; sleep 20',
      'orders  | #2 slow',
      'billing | #1 failed after 0s: exit code: 5',
    ]);
  });

  it('auto: says nothing of a cache that is not there yet, and tells of one that could not be written', async () => {
    expect((await show('pushed-with-cache', 'auto')).join()).not.toContain('not found');
    expect((await show('cache-export-fails', 'auto')).join()).toContain(
      'exporting cache to registry  ignored: error writing layer blob',
    );
  });

  it('plain: tells everything, also BuildKit’s own work and words', async () => {
    const lines = await show('one-fails', 'plain');
    expect(lines).toContain('bake    | #1 [internal] load local bake definitions');
    expect(lines).toContain('orders  | #10 [2/2] RUN echo slow; sleep 20  cancelled');
    expect(lines.some((line) => line.startsWith('bake    | ERROR: target billing'))).toBe(true);
  });

  it('quiet: tells only what failed', async () => {
    expect(await show('one-fails', 'quiet')).toEqual([
      'billing | #1 [2/2] RUN echo billing starts; sleep 3; echo broken >&2; exit 7  failed after 0s: exit code: 7',
    ]);
    expect(await show('pushed-with-cache', 'quiet')).toEqual([]);
  });

  it('raw: passes the lines on', async () => {
    expect(await show('single', 'raw')).toEqual(
      replay('single').lines.map((line) => line.replace(/\b\d+(\.\d+)?m?s\b/g, '0s')),
    );
  });

  it('shows text, overwritten lines and colours of a log as a terminal would, without the colours', async () => {
    expect((await show('colour-and-umlauts', 'auto')).slice(1, 4)).toEqual([
      'orders | #1 grün ok',
      'orders | #1 20%',
      'orders | #1 end',
    ]);
  });

  it('tells of a step that runs long and silently', async () => {
    const tick: BakeEvent = { kind: 'shared', vertex: step, target: 'a' };
    const lines = await tell([
      [0, { kind: 'started', vertex: step, at: 0 }],
      [2000, tick],
      [3500, tick],
    ]);
    expect(lines).toEqual(['orders | #1 [2/2] RUN work']);
  });

  it('tells of a long transfer now and then', async () => {
    const at = (time: number, current: number, done = false): readonly [number, BakeEvent] => [
      time,
      {
        kind: 'progress',
        vertex: vertex('[internal] load build context'),
        id: 'transferring context:',
        current,
        total: undefined,
        done,
      },
    ];
    const lines = await tell([
      at(0, 0),
      at(1000, 1e6),
      at(6000, 6e6),
      at(7000, 7e6),
      at(12_000, 12e6),
      at(13_000, 13e6, true),
    ]);
    expect(lines).toEqual([
      'orders | #1 [internal] load build context',
      'orders | #1 transferring context 6 MB',
      'orders | #1 transferring context 12 MB',
    ]);
  });

  it('does not flood: a step’s log is thinned out, and what is missing is said', async () => {
    const log: BakeEvent = { kind: 'log', vertex: step, stream: 'stdout', text: 'x\n'.repeat(1000) };
    const lines = await tell([
      [0, log],
      [6000, log],
      [7000, { kind: 'completed', vertex: step, at: 7000, durationMs: 7000 }],
    ]);
    expect(lines.filter((line) => line.endsWith('#1 x'))).toHaveLength(220);
    expect(lines).toContain('orders | #1 … 800 lines more (all of them: --progress plain)');
    expect(lines.slice(-2)).toEqual([
      'orders | #1 … 980 lines more (all of them: --progress plain)',
      'orders | #1 done 7s',
    ]);
    expect((await tell([[0, log]], 'plain')).length).toBe(1001);
  });

  it('waits for the end of work that goes on in a next interval', async () => {
    const load = vertex('[internal] load build context');
    const lines = await tell([
      [0, { kind: 'started', vertex: load, at: 0 }],
      [1, { kind: 'completed', vertex: load, at: 1, durationMs: 1 }],
      [2, { kind: 'started', vertex: load, at: 2 }],
      [9000, { kind: 'completed', vertex: load, at: 9000, durationMs: 9000 }],
    ]);
    expect(lines).toEqual(['orders | #1 [internal] load build context  9s']);
  });

  it('leaves out what buildx says of a cache that nobody has written yet', async () => {
    const line =
      'WARNING: local cache import at cache/orders skipped due to err: could not read cache/orders/index.json: stat cache/orders/index.json: no such file or directory';
    expect(await tell([[0, { kind: 'text', line }]])).toEqual([]);
    expect(await tell([[0, { kind: 'text', line: 'WARNING: something else' }]])).toHaveLength(1);
  });

  it('tells of a load that belongs to no target only when it failed', async () => {
    const load = vertex('importing to docker', []);
    const end = { vertex: load, at: 1, durationMs: 1 };
    expect(await tell([[1, { kind: 'completed', ...end }]])).toEqual([]);
    expect(await tell([[1, { kind: 'failed', ...end, error: 'no space left' }]])).toHaveLength(1);
  });

  it.each(transcriptNames())('puts a prefix before every line: %s', async (name) => {
    for (const mode of ['auto', 'plain'] as const) {
      for (const line of await show(name, mode)) expect(line).toMatch(/^[a-z]+\d* *\| /);
    }
  });

  it('colours projects when colour is wanted', async () => {
    const played = replay('one-fails');
    const live = await createLiveReport({
      mode: 'auto',
      labels: labelsOf(played),
      colour: true,
      now: () => 0,
    });
    const lines = played.events.flatMap(({ line, events }) => live.lines(events, line));
    expect(lines[0]).toContain('\u001B[');
  });
});
