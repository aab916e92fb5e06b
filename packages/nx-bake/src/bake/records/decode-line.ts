import type { TextLine } from './bake-event';
import { bytesOf, isRecord, numberOf, recordsOf, textOf, timeOf, type Foreign } from '../../foreign';

/*
 * BuildKit's progress records as they travel, one JSON object per line. A field that Go leaves out when empty is
 * undefined here, or has its empty value filled in. Times are epoch milliseconds.
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/client/graph.go#L10-L56
 */

export interface StatusVertex {
  readonly digest: string;
  readonly name: string;
  readonly started: number | undefined;
  readonly completed: number | undefined;
  readonly cached: boolean;
  readonly error: string | undefined;
}

export interface StatusProgress {
  readonly vertex: string;
  readonly id: string;
  readonly current: number;
  readonly total: number | undefined;
  readonly completed: number | undefined;
}

export interface StatusLog {
  readonly vertex: string;
  /** 1 is stdout, 2 is stderr. */
  readonly stream: number;
  readonly data: Buffer;
}

export interface StatusWarning {
  readonly vertex: string;
  /** Its short form, without the line that it is about. */
  readonly message: string;
  readonly url: string | undefined;
  /** In the Dockerfile. */
  readonly line: number | undefined;
}

export interface SolveStatus {
  readonly kind: 'status';
  readonly vertexes: readonly StatusVertex[];
  readonly statuses: readonly StatusProgress[];
  readonly logs: readonly StatusLog[];
  readonly warnings: readonly StatusWarning[];
}

/** Decodes one line of `--progress=rawjson`. Anything but a progress record is a line of text, never an error. */
export function decodeLine(line: string): SolveStatus | TextLine {
  const record = line.startsWith('{') ? parsed(line) : undefined;
  if (record === undefined || !isStatus(record)) return { kind: 'text', line };
  return {
    kind: 'status',
    vertexes: recordsOf(record['vertexes']).flatMap(vertex),
    statuses: recordsOf(record['statuses']).flatMap(progress),
    logs: recordsOf(record['logs']).flatMap(log),
    warnings: recordsOf(record['warnings']).flatMap(warning),
  };
}

const KEYS = ['vertexes', 'statuses', 'logs', 'warnings'];

/** buildx writes `{}` where it took a log out of a record because another target had sent it already. */
const isStatus = (record: Foreign): boolean =>
  Object.keys(record).length === 0 || KEYS.some((key) => Array.isArray(record[key]));

function parsed(line: string): Foreign | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function vertex(record: Foreign): StatusVertex[] {
  const digest = textOf(record['digest']);
  if (digest === undefined) return [];
  return [
    {
      digest,
      name: textOf(record['name']) ?? '',
      cached: record['cached'] === true,
      started: timeOf(record['started']),
      completed: timeOf(record['completed']),
      error: textOf(record['error']),
    },
  ];
}

function progress(record: Foreign): StatusProgress[] {
  const [id, digest] = [textOf(record['id']), textOf(record['vertex'])];
  if (id === undefined || digest === undefined) return [];
  const total = numberOf(record['total']) ?? 0;
  return [
    {
      vertex: digest,
      id,
      current: numberOf(record['current']) ?? 0,
      total: total > 0 ? total : undefined,
      completed: timeOf(record['completed']),
    },
  ];
}

function log(record: Foreign): StatusLog[] {
  const digest = textOf(record['vertex']);
  return digest === undefined
    ? []
    : [{ vertex: digest, stream: numberOf(record['stream']) ?? 1, data: bytesOf(record['data']) }];
}

function warning(record: Foreign): StatusWarning[] {
  const digest = textOf(record['vertex']);
  const start = recordsOf(record['range'])[0]?.['start'];
  const line = isRecord(start) ? numberOf(start['line']) : undefined;
  const message = bytesOf(record['short'])
    .toString('utf8')
    .replace(/ \(line \d+\)$/, '');
  return digest === undefined ? [] : [{ vertex: digest, message, url: textOf(record['url']), line }];
}
