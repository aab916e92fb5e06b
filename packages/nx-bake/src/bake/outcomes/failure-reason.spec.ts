import { exitCodeIn, failureReason } from './failure-reason';

describe('failureReason', () => {
  it.each([
    [
      'failed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 7',
      'exit code: 7',
    ],
    ['failed to solve: rpc error: code = NotFound desc = no such job a', 'no such job a'],
    [
      'failed to compute cache key: failed to calculate checksum of ref a::b: "/x": not found',
      '"/x": not found',
    ],
    ['Cache export is not supported.\nSwitch to a different driver.', 'Cache export is not supported.'],
    ['failed to push r/x:1: denied', 'failed to push r/x:1: denied'],
    ['', ''],
  ])('%j', (error, reason) => {
    expect(failureReason(error)).toBe(reason);
  });

  it('knows the exit code of a command', () => {
    expect(exitCodeIn('process "x" did not complete successfully: exit code: 137')).toBe(137);
    expect(exitCodeIn('not found')).toBeUndefined();
  });
});
