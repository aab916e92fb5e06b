export const PACKAGE_MANAGERS = ['npm', 'pnpm', 'yarn', 'yarn-pnp', 'yarn-classic', 'bun'] as const;
export type PackageManager = (typeof PACKAGE_MANAGERS)[number];

/** The versions of Nx that are supported, as `package.json` of a workspace names them. */
export const NX_VERSIONS: Readonly<Record<string, string>> = {
  '22.0': '~22.0.0',
  '22.7': '~22.7.0',
  '23': '^23.3.0',
  '24': '^24.0.0',
};
export const NODE_VERSIONS = ['20', '22', '24'] as const;

/** One machine of a user. */
export interface Combination {
  readonly nx: string;
  readonly manager: PackageManager;
  /** A major version, or `current` for the Node.js that this runs with. */
  readonly node: string;
}

export interface Step {
  readonly name: 'install' | 'add' | 'show' | 'graph' | 'dry run' | 'push' | 'remove';
  readonly problem: string | undefined;
}
