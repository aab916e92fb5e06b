import { readFileSync } from 'node:fs';

/** The major and minor version of the Nx that runs us. */
export function nxVersion(): { readonly major: number; readonly minor: number } {
  const text = readFileSync(require.resolve('nx/package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version: string }; // every package has one
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return { major, minor };
}
