/** In the order of what a registry's tag points at: what was pushed, else the index, else the only manifest. */
const DIGESTS = [
  /^pushing manifest for .*@(sha256:[0-9a-f]{64})/,
  /^exporting manifest list (sha256:[0-9a-f]{64})/,
  /^exporting manifest (sha256:[0-9a-f]{64})/,
];

/** The digest of an image from what its export said it was doing. */
export function digestOf(progressIds: readonly string[]): string | undefined {
  const found = DIGESTS.flatMap((pattern) => progressIds.flatMap((id) => pattern.exec(id)?.[1] ?? []));
  return found[0];
}
