import type { HttpAnswer } from './transport';
import { isRecord, recordOf, recordsOf, textOf } from '../foreign';

/** A registry that did not do what it was asked for, or could not be reached. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';

  constructor(
    message: string,
    /** Undefined where there was no answer. */
    readonly status: number | undefined,
  ) {
    super(message);
  }
}

export const refused = (what: string, { status, body }: HttpAnswer): RegistryError =>
  new RegistryError(
    [`${what} was answered with ${status}`, reasonIn(body)].filter(Boolean).join(': '),
    status,
  );

/** Node's connection errors to all addresses of a host have their words in their parts only. */
export function unreachableHost(host: string, error: unknown): RegistryError {
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  const detail = first instanceof Error ? first.message : String(first);
  return new RegistryError(`${host} cannot be reached: ${plain(detail)}`, undefined);
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes */
function reasonIn(body: Buffer): string {
  const [first] = recordsOf(recordOf(json(body.toString('utf8')))['errors']);
  return plain([textOf(first?.['code']), textOf(first?.['message'])].filter(Boolean).join(' '));
}

/** One line without control characters, as it may come from anybody. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 200);

function json(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
