/** In containerd's normal form, in which equal platforms are equal. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  /** Empty where it is the usual one. */
  readonly variant: string;
}

const ARCHITECTURES: Readonly<Record<string, string>> = {
  aarch64: 'arm64',
  armel: 'arm',
  armhf: 'arm',
  i386: '386',
  'x86-64': 'amd64',
  x86_64: 'amd64',
};
const USUAL_VARIANTS: Readonly<Record<string, string>> = { amd64: 'v1', arm64: 'v8' };
const OF_ARM: Readonly<Record<string, string>> = { armel: 'v6', armhf: 'v7' };

/**
 * Of `linux/amd64` or `linux/arm/v7`. Undefined where there is no operating system: what `local` is, only the builder
 * knows. https://github.com/containerd/platforms/blob/v0.2.1/database.go
 */
export function parsePlatform(text: string): Platform | undefined {
  const [os, written, variant = ''] = text.toLowerCase().split('/');
  if (os === undefined || written === undefined) return undefined;
  const architecture = ARCHITECTURES[written] ?? written;
  const spelled = /^\d$/u.test(variant) ? `v${variant}` : variant;
  if (architecture === 'arm')
    return { os, architecture, variant: OF_ARM[written] ?? (spelled === '' ? 'v7' : spelled) };
  return { os, architecture, variant: spelled === USUAL_VARIANTS[architecture] ? '' : spelled };
}

export const formatPlatform = ({ os, architecture, variant }: Platform): string =>
  [os, architecture, variant].filter((part) => part !== '').join('/');
