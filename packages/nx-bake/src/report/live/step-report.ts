import type { BakeEvent, Vertex, VertexLog } from '../../bake/records/bake-event';
import { isMissingCache } from '../../bake/outcomes/error-words';
import { roleOf } from '../../bake/records/vertex-role';
import { unreachable } from '../../result';
import type { Formats } from '../formats';
import { visible } from '../visible';
import type { LiveOptions, LiveReport } from './live-report';
import { shownVertex, type ShownVertex } from './shown-vertex';
import { createSpeaker } from './speaker';
import { createStepWords, type StepEnd } from './step-words';
import { textFilter } from './text-filter';
import { transferGate } from './transfer-gate';

export interface StepReportOptions extends LiveOptions {
  readonly mode: 'auto' | 'plain';
  readonly formats: Formats;
}

/** A step that runs this long is reported before it ends. */
const LONG_MS = 3_000;
/** How often to look for long-running steps. */
const LOOK_MS = 500;
/** BuildKit's own work is worth a line in `auto` when it takes this long. */
const NOTABLE_MS = 2_000;

/** One line per step and its log, each with its project before it. */
export class StepReport implements LiveReport {
  private readonly words;
  private readonly speaker;
  private readonly transfers;
  private readonly isPlain: boolean;
  private nextLook = 0;
  private text = textFilter();
  private shown = new Map<string, ShownVertex>();
  /** Ends of BuildKit's own work: it can go on in a next interval, so they wait for a later moment. */
  private held = new Map<string, { readonly end: StepEnd; readonly since: number }>();

  constructor(private readonly options: StepReportOptions) {
    this.words = createStepWords(options);
    this.speaker = createSpeaker(options, this.words.cachedSteps);
    this.transfers = transferGate(options.formats);
    this.isPlain = options.mode === 'plain';
  }

  lines(events: readonly BakeEvent[]): readonly string[] {
    return [...events.flatMap((event) => this.on(event)), ...this.look()];
  }

  end(): readonly string[] {
    const lines = [...this.release(Infinity), ...this.speaker.flush()];
    this.shown = new Map();
    this.held = new Map();
    this.text = textFilter();
    return lines;
  }

  private on(event: BakeEvent): string[] {
    switch (event.kind) {
      case 'started':
        return this.onStarted(event.vertex);
      case 'completed':
      case 'failed':
        return this.onEnded(event);
      case 'cached':
        return this.onCached(event.vertex);
      case 'cancelled':
        return this.isPlain ? this.speaker.say(event.vertex, this.words.cancelled(event.vertex)) : [];
      case 'log':
        return this.onLog(event);
      case 'progress':
        return this.transfers(event, this.options.now()).flatMap((text) => this.tellOf(event.vertex, [text]));
      case 'warning':
        return this.isPlain ? this.speaker.say(event.vertex, this.words.warning(event.message)) : [];
      case 'shared':
        return [];
      case 'text':
        return this.onText(event.line);
      default:
        return unreachable(event);
    }
  }

  private onStarted(vertex: Vertex): string[] {
    const shown = this.shownOf(vertex);
    shown.runningSince = this.options.now();
    this.held.delete(vertex.digest);
    return this.isPlain ? this.announce(shown) : [];
  }

  private onEnded(end: StepEnd): string[] {
    this.shownOf(end.vertex).runningSince = undefined;
    const isFinal = end.error !== undefined || isOfInterest(end.vertex);
    if (isFinal) {
      return this.tellEnd(end);
    }
    this.held.set(end.vertex.digest, { end, since: this.options.now() });
    return [];
  }

  private tellEnd(end: StepEnd): string[] {
    const shown = this.shownOf(end.vertex);
    if (shown.ended || !this.isWorthTelling(end)) {
      return [];
    }
    shown.ended = true;
    const rest = [...shown.streams.stdout.rest(), ...shown.streams.stderr.rest(), ...shown.gate.close()];
    const last = shown.announced ? this.words.ended(end) : this.words.whole(end);
    return [...rest, last].flatMap((text) => this.speaker.say(end.vertex, text));
  }

  private isWorthTelling({ vertex, durationMs, error }: StepEnd): boolean {
    if (this.isPlain) {
      return true;
    }
    return error === undefined
      ? isOfInterest(vertex) || durationMs >= NOTABLE_MS
      : !isMissingCache(vertex.name, error);
  }

  private onCached(vertex: Vertex): string[] {
    if (this.isPlain) {
      return this.speaker.say(vertex, this.words.cached(vertex));
    }
    if (roleOf(vertex.name) === 'step') {
      this.speaker.countCached(vertex);
    }
    return [];
  }

  private onText(line: string): string[] {
    return (this.isPlain ? [line] : this.text(line)).map((text) => this.speaker.sayPlain(visible(text)));
  }

  private onLog({ vertex, stream, text }: VertexLog): string[] {
    const { streams, gate } = this.shownOf(vertex);
    const lines = streams[stream].add(text);
    return this.tellOf(vertex, this.isPlain ? lines : gate.admit(lines, this.options.now()));
  }

  /** Lines of a running vertex, with its name before the first of them. */
  private tellOf(vertex: Vertex, texts: readonly string[]): string[] {
    const told = texts.flatMap((text) => this.speaker.say(vertex, text));
    return texts.length === 0 ? [] : [...this.announce(this.shownOf(vertex)), ...told];
  }

  /** Lines that are due because time has passed. */
  private look(): string[] {
    const now = this.options.now();
    if (now < this.nextLook) {
      return [];
    }
    this.nextLook = now + LOOK_MS;
    return [...this.release(now - LOOK_MS), ...this.announceSince(now - LONG_MS)];
  }

  private release(heldBefore: number): string[] {
    const due = [...this.held.values()].filter(({ since }) => since <= heldBefore);
    for (const { end } of due) this.held.delete(end.vertex.digest);
    return due.flatMap(({ end }) => this.tellEnd(end));
  }

  private announceSince(time: number): string[] {
    return [...this.shown.values()]
      .filter(({ runningSince = Infinity, announced }) => !announced && runningSince <= time)
      .filter(({ vertex }) => isOfInterest(vertex))
      .flatMap((shown) => this.announce(shown));
  }

  private announce(shown: ShownVertex): string[] {
    if (shown.announced) {
      return [];
    }
    shown.announced = true;
    return this.speaker.say(shown.vertex, this.words.started(shown.vertex));
  }

  /** Updates the vertex to the targets that are known by now. */
  private shownOf(vertex: Vertex): ShownVertex {
    const shown = this.shown.get(vertex.digest) ?? shownVertex(vertex);
    shown.vertex = vertex;
    this.shown.set(vertex.digest, shown);
    return shown;
  }
}

/** Steps and exports are the user's; the rest, and what no target has (`importing to docker`), is BuildKit's own work. */
const isOfInterest = ({ name, targets }: Vertex): boolean =>
  targets.length > 0 && ['step', 'export'].includes(roleOf(name));
