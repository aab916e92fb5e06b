import fc from 'fast-check';
import { decodeLine } from './decode-line';

const status = (parts: object) => ({
  kind: 'status',
  vertexes: [],
  statuses: [],
  logs: [],
  warnings: [],
  ...parts,
});
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('decodeLine', () => {
  it.each<[string, object, object]>([
    [
      'a vertex that only has a name',
      { vertexes: [{ digest: 'sha256:a', inputs: ['sha256:b'], name: '[1/2] RUN x' }] },
      { vertexes: [{ digest: 'sha256:a', name: '[1/2] RUN x', cached: false }] },
    ],
    [
      'times with nanoseconds',
      {
        vertexes: [
          {
            digest: 'd',
            name: 'n',
            started: '2026-11-23T19:29:44.123456789Z',
            completed: '2026-11-23T19:29:45Z',
          },
        ],
      },
      {
        vertexes: [
          { digest: 'd', name: 'n', cached: false, started: 1795462184123, completed: 1795462185000 },
        ],
      },
    ],
    [
      'a cached vertex and a failed one',
      {
        vertexes: [
          { digest: 'd', cached: true },
          { digest: 'e', error: 'no' },
        ],
      },
      {
        vertexes: [
          { digest: 'd', name: '', cached: true },
          { digest: 'e', name: '', cached: false, error: 'no' },
        ],
      },
    ],
    [
      'progress; a total of 0 is no total, and Go’s zero time is none',
      {
        statuses: [
          { id: 'i', vertex: 'd', current: 3, total: 0, timestamp: 'x', completed: '0001-01-01T00:00:00Z' },
        ],
      },
      { statuses: [{ id: 'i', vertex: 'd', current: 3 }] },
    ],
    [
      'a log',
      { logs: [{ vertex: 'd', stream: 2, data: base64('grün\n') }] },
      { logs: [{ vertex: 'd', stream: 2, data: Buffer.from('grün\n') }] },
    ],
    [
      'a warning with its place',
      {
        warnings: [
          { vertex: 'd', short: base64('Bad: it (line 3)'), url: 'u', range: [{ start: { line: 3 } }] },
        ],
      },
      { warnings: [{ vertex: 'd', message: 'Bad: it', url: 'u', line: 3 }] },
    ],
    ['the empty record, which is left of a log that another target sent', {}, {}],
    [
      'fields nobody knows yet',
      { vertexes: [{ digest: 'd', name: 'n', mood: 7 }], moods: [1] },
      { vertexes: [{ digest: 'd', name: 'n', cached: false }] },
    ],
    ['entries of wrong types', { vertexes: [7, null, { digest: 7 }, 'x'], logs: [{ data: 7 }] }, {}],
  ])('reads %s', (_, record, expected) => {
    expect(decodeLine(JSON.stringify(record))).toEqual(status(expected));
  });

  it.each([
    '',
    'ERROR: target a: no',
    '{',
    '{"vertexes":',
    '{"level":"info"}',
    '{"vertexes":7}',
    '[]',
    '7',
    'null',
  ])('takes %j as text', (line) => {
    expect(decodeLine(line)).toEqual({ kind: 'text', line });
  });

  it('never throws, whatever comes', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc
        .record({
          vertexes: fc.jsonValue(),
          statuses: fc.jsonValue(),
          logs: fc.jsonValue(),
          warnings: fc.jsonValue(),
        })
        .map((value) => JSON.stringify(value)),
      fc
        .dictionary(
          fc.constantFrom('vertexes', 'statuses', 'logs', 'warnings'),
          fc.array(
            fc.dictionary(
              fc.constantFrom('digest', 'vertex', 'id', 'data', 'started', 'range', 'short'),
              fc.jsonValue(),
            ),
          ),
        )
        .map((value) => JSON.stringify(value)),
    );
    fc.assert(fc.property(hostile, (line) => ['text', 'status'].includes(decodeLine(line).kind)));
  });
});
