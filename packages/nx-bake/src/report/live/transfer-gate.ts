import type { VertexProgress } from '../../bake/records/bake-event';
import type { Formats } from '../formats';

/** Reports a transfer that takes long, now and then. */
export type TransferGate = (event: VertexProgress, now: number) => string[];

const EVERY_MS = 5_000;

export function transferGate(formats: Formats): TransferGate {
  const toldAt = new Map<string, number>();
  return (event, now) => {
    const key = `${event.vertex.digest} ${event.id}`;
    const last = toldAt.get(key);
    if (event.done) {
      toldAt.delete(key);
      return [];
    }
    if (last === undefined) {
      toldAt.set(key, now);
      return [];
    }
    if (now - last < EVERY_MS || event.current === 0) {
      return [];
    }
    toldAt.set(key, now);
    return [describe(event, formats)];
  };
}

function describe({ id, current, total }: VertexProgress, { size }: Formats): string {
  const what = id.replace(/^sha256:([0-9a-f]{12})[0-9a-f]+/, 'layer $1').replace(/:$/, '');
  return `${what} ${size(current)}${total === undefined ? '' : ` of ${size(total)}`}`;
}
