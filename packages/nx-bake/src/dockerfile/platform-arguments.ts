import { setTo, unknownBecause, type Variable } from './variable';

type Arguments = readonly (readonly [string, Variable])[];

/** containerd's normal forms: https://github.com/containerd/platforms/blob/main/database.go */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  i386: '386',
  armhf: 'arm',
};
const DEFAULT_VARIANTS: Readonly<Record<string, string>> = { amd64: 'v1', arm64: 'v8' };

/**
 * `BUILDPLATFORM`, `TARGETARCH` and the like, which FROM can use without an ARG.
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/dockerfile2llb/platform.go#L39-L67
 */
export function platformArguments(prefix: 'BUILD' | 'TARGET', platform: string | undefined): Arguments {
  const parts = platform?.toLowerCase().split('/') ?? [];
  const [os, written] = parts;
  if (os === undefined || written === undefined) {
    const unknown = unknownBecause('depends on the platform');
    return ['PLATFORM', 'OS', 'OSVERSION', 'ARCH', 'VARIANT'].map((name) => [prefix + name, unknown]);
  }
  const architecture = ARCHITECTURES[written] ?? written;
  const variant = normalVariant(architecture, parts[2] ?? '');
  return [
    [`${prefix}PLATFORM`, setTo([os, architecture, variant].filter((part) => part !== '').join('/'))],
    [`${prefix}OS`, setTo(os)],
    [`${prefix}OSVERSION`, setTo('')],
    [`${prefix}ARCH`, setTo(architecture)],
    [`${prefix}VARIANT`, setTo(variant)],
  ];
}

function normalVariant(architecture: string, variant: string): string {
  if (architecture === 'arm') return variant === '' ? 'v7' : variant;
  return variant === DEFAULT_VARIANTS[architecture] ? '' : variant;
}
