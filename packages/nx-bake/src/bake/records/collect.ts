import { attribute } from './attribute';
import type { BakeEvent, LogStream } from './bake-event';
import { boundedLog } from './bounded-log';
import {
  decodeLine,
  type SolveStatus,
  type StatusLog,
  type StatusProgress,
  type StatusVertex,
  type StatusWarning,
} from './decode-line';
import { advance, newEntry, vertexRecordOf, type VertexEntry, type VertexRecord } from './vertex';

export interface CollectorOptions {
  /** Every target of the call, the linked ones included: with exactly one, bake writes no prefixes. */
  readonly targets: readonly string[];
  /** So many characters of a vertex's log are kept from its beginning, and as many from its end. */
  readonly logLimit: number;
}

/** Keeps what outcomes and reports need of one bake call, in bounded memory. */
export class Collector {
  private readonly targets: ReadonlySet<string>;
  private readonly entries = new Map<string, VertexEntry>();
  private readonly texts;

  constructor(private readonly options: CollectorOptions) {
    this.targets = new Set(options.targets);
    this.texts = boundedLog(options.logLimit);
  }

  /** Takes one line of stderr and returns the events in it. Never throws. */
  feed(line: string): readonly BakeEvent[] {
    const decoded = decodeLine(line);
    switch (decoded.kind) {
      case 'text':
        this.texts.append(`${line}\n`);
        return [decoded];
      case 'status':
        return this.take(decoded);
    }
  }

  /** Returns, after the last line, the halves of characters whose other halves never came. */
  flush(): readonly BakeEvent[] {
    return [...this.entries.values()].flatMap((entry) =>
      STREAMS.flatMap((stream) => this.keep(entry, stream, entry.decoders[stream].end())),
    );
  }

  /** All vertices in order of appearance. */
  vertices(): readonly VertexRecord[] {
    return [...this.entries.values()].map(vertexRecordOf);
  }

  /** The lines that were no progress records; of too many, those in the middle are left out. */
  textLines(): readonly string[] {
    const text = this.texts.text();
    return text === '' ? [] : text.replace(/\n$/, '').split('\n');
  }

  private take({ vertexes, statuses, logs, warnings }: SolveStatus): BakeEvent[] {
    return [
      ...vertexes.flatMap((seen) => this.takeVertex(seen)),
      ...statuses.flatMap((seen) => this.takeProgress(seen)),
      ...logs.flatMap((seen) => this.takeLog(seen)),
      ...warnings.flatMap((seen) => this.takeWarning(seen)),
    ];
  }

  private takeVertex(seen: StatusVertex): BakeEvent[] {
    const entry = this.entryOf(seen.digest);
    const { target, name } = attribute(seen.name, this.targets);
    const { vertex } = entry;
    const isNew = target !== undefined && !vertex.targets.includes(target);
    entry.vertex = {
      digest: seen.digest,
      name: vertex.name === '' ? name : vertex.name,
      targets: isNew ? [...vertex.targets, target] : vertex.targets,
    };
    const shared: BakeEvent[] =
      isNew && vertex.targets.length > 0 ? [{ kind: 'shared', vertex: entry.vertex, target }] : [];
    return [...shared, ...advance(entry, target ?? '', seen)];
  }

  private takeProgress({ vertex, completed, ...progress }: StatusProgress): BakeEvent[] {
    const entry = this.entryOf(vertex);
    const record = { ...progress, done: completed !== undefined };
    entry.progress.set(record.id, record);
    return [{ kind: 'progress', vertex: entry.vertex, ...record }];
  }

  private takeLog({ vertex, stream, data }: StatusLog): BakeEvent[] {
    const entry = this.entryOf(vertex);
    const name: LogStream = stream === 2 ? 'stderr' : 'stdout';
    return this.keep(entry, name, entry.decoders[name].write(data));
  }

  private keep(entry: VertexEntry, stream: LogStream, text: string): BakeEvent[] {
    if (text === '') {
      return [];
    }
    entry.log.append(text);
    return [{ kind: 'log', vertex: entry.vertex, stream, text }];
  }

  private takeWarning({ vertex, ...warning }: StatusWarning): BakeEvent[] {
    const entry = this.entryOf(vertex);
    entry.warnings.set(warning.message, warning);
    return [{ kind: 'warning', vertex: entry.vertex, ...warning }];
  }

  private entryOf(digest: string): VertexEntry {
    const known = this.entries.get(digest);
    if (known !== undefined) {
      return known;
    }
    const entry = newEntry(digest, this.options.logLimit);
    this.entries.set(digest, entry);
    return entry;
  }
}

const STREAMS: readonly LogStream[] = ['stdout', 'stderr'];

export const createCollector = (options: CollectorOptions): Collector => new Collector(options);
