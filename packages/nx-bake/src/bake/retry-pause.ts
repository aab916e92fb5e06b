const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** How long to wait before the n-th retry: 1, 2, 4 s and so on. A registry that limits says no for a while. */
export const retryPause = (retry: number): number => Math.min(LONGEST_MS, FIRST_MS * 2 ** (retry - 1));
