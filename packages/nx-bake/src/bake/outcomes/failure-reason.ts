/** What Go's callers put before an error on its way up, and what says nothing to the reader. */
const CALL_CHAIN =
  /^((failed to solve|failed to build|failed to receive status|rpc error|error): |code = \w+ desc = )/i;

/** One line: the first of the error, without the call chain before it. */
export function failureReason(error: string): string {
  let reason = error.trim().split('\n', 1)[0] ?? '';
  while (CALL_CHAIN.test(reason)) {
    reason = reason.replace(CALL_CHAIN, '');
  }
  return reason.replace(CHECKSUM, '').replace(PROCESS, '');
}

/** The command is in the step's name already. */
const PROCESS = /^process ".*" did not complete successfully: /;

/** How a missing source of a COPY is told: the reference says nothing to the reader. */
const CHECKSUM = /failed to compute cache key: |failed to calculate checksum of ref \S+: /g;

/** `process "/bin/sh -c npm ci" did not complete successfully: exit code: 7` */
export function exitCodeIn(error: string): number | undefined {
  const code = /did not complete successfully: exit code: (\d+)/.exec(error)?.[1];
  return code === undefined ? undefined : Number(code);
}
