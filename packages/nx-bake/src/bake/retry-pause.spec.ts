import { retryPause } from './retry-pause';

it('the pause before a retry grows up to half a minute', () => {
  expect([1, 2, 3, 5, 6, 2000].map(retryPause)).toEqual([1_000, 2_000, 4_000, 16_000, 30_000, 30_000]);
});
