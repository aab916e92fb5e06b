import { missingPlatforms } from './missing-platforms';

describe('missingPlatforms', () => {
  it.each<[builder: string[], target: string[], missing: string[]]>([
    [['linux/amd64'], ['linux/amd64', 'linux/arm64'], ['linux/arm64']],
    [['linux/amd64', 'linux/arm64'], ['linux/arm64'], []],
    [['linux/amd64'], [], []],
    [[], ['linux/arm64'], []],
    [['linux/arm64'], ['linux/arm64/v8', 'Linux/aarch64'], []],
    [['linux/amd64'], ['linux/amd64/v1', 'linux/x86_64', 'linux/amd64/v2'], ['linux/amd64/v2']],
    [['linux/arm/v7'], ['linux/arm', 'linux/arm/v6'], ['linux/arm/v6']],
    [['linux/amd64'], ['local'], []],
  ])('a builder of %p, a target for %p', (builder, platforms, expected) => {
    expect(missingPlatforms({ platforms }, { platforms: builder })).toEqual(expected);
  });
});
