import type { TextLine } from './bake-event';
import { bytesOf, isRecord, numberOf, recordsOf, textOf, timeOf, type Foreign } from '../../foreign';
import type { SolveStatus, StatusLog, StatusProgress, StatusVertex, StatusWarning } from './solve-status';

/** One line of `--progress=rawjson`. What is no progress record is a line of text, and never an error. */
export function decodeLine(line: string): SolveStatus | TextLine {
  const record = line.startsWith('{') ? parsed(line) : undefined;
  if (record === undefined || !isStatus(record)) {
    return { kind: 'text', line };
  }
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
  const [started, completed] = [timeOf(record['started']), timeOf(record['completed'])];
  const error = textOf(record['error']);
  return digest === undefined
    ? []
    : [
        {
          digest,
          name: textOf(record['name']) ?? '',
          cached: record['cached'] === true,
          ...(started !== undefined && { started }),
          ...(completed !== undefined && { completed }),
          ...(error !== undefined && { error }),
        },
      ];
}

function progress(record: Foreign): StatusProgress[] {
  const [id, digest] = [textOf(record['id']), textOf(record['vertex'])];
  const [total, completed] = [numberOf(record['total']), timeOf(record['completed'])];
  return id === undefined || digest === undefined
    ? []
    : [
        {
          vertex: digest,
          id,
          current: numberOf(record['current']) ?? 0,
          ...(total !== undefined && total > 0 && { total }),
          ...(completed !== undefined && { completed }),
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
  const [digest, url] = [textOf(record['vertex']), textOf(record['url'])];
  const start = recordsOf(record['range'])[0]?.['start'];
  const line = isRecord(start) ? numberOf(start['line']) : undefined;
  const message = bytesOf(record['short'])
    .toString('utf8')
    .replace(/ \(line \d+\)$/, '');
  return digest === undefined
    ? []
    : [{ vertex: digest, message, ...(url !== undefined && { url }), ...(line !== undefined && { line }) }];
}
