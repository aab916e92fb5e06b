import { existsSync } from 'node:fs';

const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of a Chromium on this machine: CHROMIUM, or where distributions put it. Throws where there is none. */
export function findChromium(): string {
  const own = process.env['CHROMIUM'];
  const found = own === undefined || own === '' ? USUAL.find((path) => existsSync(path)) : own;
  if (found === undefined)
    throw new Error(
      'There is no Chromium. Install one (apt-get install chromium), or set CHROMIUM to its path.',
    );
  return found;
}
