/** Readers for JSON that others wrote: what is not of the expected type counts as absent. */

export type Foreign = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Foreign =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The record itself; anything else counts as a record without keys. */
export const recordOf = (value: unknown): Foreign => (isRecord(value) ? value : {});

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

export const bytesOf = (value: unknown): Buffer => Buffer.from(textOf(value) ?? '', 'base64');

export const recordsOf = (value: unknown): readonly Foreign[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

/** Go's RFC 3339 times with up to nine decimals, which `Date` cuts to milliseconds. Go's zero time is no time. */
export function timeOf(value: unknown): number | undefined {
  const time = Date.parse(textOf(value) ?? '');
  return Number.isNaN(time) || time <= 0 ? undefined : time;
}
