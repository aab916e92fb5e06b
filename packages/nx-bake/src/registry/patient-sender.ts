import { setTimeout as wait } from 'node:timers/promises';
import { RegistryError, unreachableHost } from './registry-error';
import { SilentHostError, type HttpAnswer, type HttpRequest } from './transport';

export interface PatientOptions {
  readonly transport: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly signal: AbortSignal | undefined;
  /** How many requests are under way at once, to all hosts together. */
  readonly limit: number;
  /** The pause before the first repetition; each further one is twice as long. */
  readonly pauseMs: number;
}

const ATTEMPTS = 4;
const TRANSIENT: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
/** A registry that wants more patience is left alone. */
const MAX_WAIT_MS = 30_000;
/** So many requests that failed for good, one after another, and the host is left alone for a while. */
const FAILURES = 3;
const LEFT_ALONE_MS = 30_000;

interface HostState {
  failures: number;
  /** Nothing is sent before this time. */
  quietUntil: number;
  lastError: RegistryError | undefined;
  leftAloneUntil: number;
}

/** Sends requests, so many at once, and again where a failure is transient; as late as `Retry-After` says. */
export function createPatientSender(options: PatientOptions): (request: HttpRequest) => Promise<HttpAnswer> {
  const hosts = new Map<string, HostState>();
  const turn = createTurns(options.limit);
  return async (request) => {
    const host = hosts.get(request.url.host) ?? newHost();
    hosts.set(request.url.host, host);
    for (let attempt = 1; ; attempt++) {
      if (host.lastError !== undefined && host.leftAloneUntil > Date.now()) throw host.lastError;
      const answer = await turn(() => sendOnce(request, host, options));
      if (!(answer instanceof Error) && !TRANSIENT.has(answer.status)) {
        host.failures = 0;
        return answer;
      }
      const pause = pauseAfter(answer, options.pauseMs * 2 ** (attempt - 1));
      const again = attempt < ATTEMPTS && !(answer instanceof SilentHostError);
      if (again && pause <= MAX_WAIT_MS) {
        host.quietUntil = Math.max(host.quietUntil, Date.now() + pause);
        continue;
      }
      noteFailure(host, answer, request);
      if (answer instanceof Error) throw unreachableHost(request.url.host, answer);
      return answer;
    }
  };
}

const newHost = (): HostState => ({ failures: 0, quietUntil: 0, lastError: undefined, leftAloneUntil: 0 });

async function sendOnce(
  request: HttpRequest,
  host: HostState,
  { transport, signal }: PatientOptions,
): Promise<HttpAnswer | Error> {
  const pause = host.quietUntil - Date.now();
  if (pause > 0) await wait(pause, undefined, { signal });
  try {
    return await transport(request);
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return error instanceof Error ? error : new Error(String(error));
  }
}

function noteFailure(host: HostState, answer: HttpAnswer | Error, { url }: HttpRequest): void {
  host.failures++;
  if (host.failures < FAILURES) return;
  host.leftAloneUntil = Date.now() + LEFT_ALONE_MS;
  host.lastError =
    answer instanceof Error
      ? unreachableHost(url.host, answer)
      : new RegistryError(`${url.host} answers with ${answer.status} again and again`, answer.status);
}

/** https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function pauseAfter(answer: HttpAnswer | Error, otherwise: number): number {
  const header = answer instanceof Error ? undefined : answer.headers['retry-after'];
  if (header === undefined) return otherwise;
  if (/^\d+$/u.test(header)) return Number(header) * 1000;
  const until = Date.parse(header);
  return Number.isNaN(until) ? otherwise : Math.max(0, until - Date.now());
}

/** Lets only so many do their work at once; the others wait for their turn. */
function createTurns(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = [];
  let free = limit;
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => queue.push(resolve));
    else free--;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
