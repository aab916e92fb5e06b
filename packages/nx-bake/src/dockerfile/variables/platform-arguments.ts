import { formatPlatform, parsePlatform } from '../../platform';
import { setTo, unknownBecause, type Variable } from './variable';

type Arguments = readonly (readonly [string, Variable])[];

/**
 * `BUILDPLATFORM`, `TARGETARCH` and the like, which FROM can use without an ARG.
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/dockerfile2llb/platform.go#L39-L67
 */
export function platformArguments(prefix: 'BUILD' | 'TARGET', platform: string | undefined): Arguments {
  const parsed = platform === undefined ? undefined : parsePlatform(platform);
  if (parsed === undefined) {
    const unknown = unknownBecause('depends on the platform');
    return ['PLATFORM', 'OS', 'OSVERSION', 'ARCH', 'VARIANT'].map((name) => [prefix + name, unknown]);
  }
  return [
    [`${prefix}PLATFORM`, setTo(formatPlatform(parsed))],
    [`${prefix}OS`, setTo(parsed.os)],
    [`${prefix}OSVERSION`, setTo('')],
    [`${prefix}ARCH`, setTo(parsed.architecture)],
    [`${prefix}VARIANT`, setTo(parsed.variant)],
  ];
}
