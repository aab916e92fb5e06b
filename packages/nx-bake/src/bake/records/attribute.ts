export interface Attribution {
  /** The target that a vertex belongs to; undefined for bake's own work. */
  readonly target: string | undefined;
  /** The vertex's name without the target. */
  readonly name: string;
}

/**
 * Bake prefixes names only when it builds more than one target, linked ones counted: `[orders build 2/3] RUN …`,
 * `[orders] exporting to image`.
 * https://github.com/docker/buildx/blob/461836ba0fcb3e847dab6045a726889faa150bdb/util/progress/multiwriter.go#L83-L88
 */
export function attribute(name: string, targets: ReadonlySet<string>): Attribution {
  if (BAKES_OWN.test(name)) {
    return { target: undefined, name };
  }
  const [only] = targets;
  if (targets.size === 1 && only !== undefined) {
    return { target: only, name };
  }
  const match = PREFIX.exec(name);
  const target = match?.[1];
  if (match === null || target === undefined || !targets.has(target)) {
    return { target: undefined, name };
  }
  const rest = name.slice(match[0].length);
  return { target, name: match[2] === ' ' ? `[${rest}` : rest };
}

const PREFIX = /^\[([^\] ]+)(\] | )/;

/** Vertices of the call as a whole. They have no prefix, however many targets there are. */
const BAKES_OWN =
  /^(\[internal\] (load local bake definitions|target results|booting buildkit|waiting for connection)|\[auth\] )/;
