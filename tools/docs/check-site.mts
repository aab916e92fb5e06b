/**
 * Opens every page of the built documentation in Chromium: no link or image leads nowhere, no script throws, and the
 * search finds a problem's code. `npm run docs:check`; it needs a Chromium (Debian's package chromium, or CHROMIUM).
 */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import sirv from 'sirv';
import { findChromium } from './find-chromium.mjs';

const SITE = join(import.meta.dirname, '.vitepress/dist');
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
];

/** Follows every link within the site from its first page on. */
async function crawl(page: Page, origin: string): Promise<string[]> {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`));
  page.on('response', (answer) => {
    if (answer.status() >= 400) problems.push(`${page.url()}: ${answer.status()} for ${answer.url()}`);
  });
  const seen = new Set<string>([`${origin}/`]);
  for (const url of seen) {
    await page.goto(url, { waitUntil: 'load' });
    for (const link of await linksOf(page)) {
      const [path = '', anchor = ''] = link.split('#');
      if (!path.startsWith(origin)) continue;
      seen.add(path);
      if (anchor !== '' && path === url && !(await hasAnchor(page, anchor)))
        problems.push(`${url}: no heading #${anchor}`);
    }
  }
  console.log(`${seen.size} pages and files opened`);
  return problems;
}

const linksOf = (page: Page): Promise<string[]> =>
  page.$$eval('a[href]', (links) => links.map((link) => (link as unknown as { href: string }).href));

const hasAnchor = async (page: Page, anchor: string): Promise<boolean> =>
  (await page.$(`[id="${decodeURIComponent(anchor)}"]`)) !== null;

async function search(page: Page, origin: string, word = 'NX_BAKE_DUPLICATE_CACHE'): Promise<string[]> {
  await page.goto(`${origin}/`);
  await page.getByRole('button', { name: 'Search' }).first().click();
  await page.locator('#localsearch-input').fill(word);
  const found = page.locator('.VPLocalSearchBox .result', { hasText: 'Problems and codes' }).first();
  const isFound = await found.waitFor({ timeout: 20_000 }).then(
    () => true,
    () => false, // it did not appear, which is told
  );
  return isFound ? [] : [`The search for ${word} does not find docs/problems.md`];
}

if (!existsSync(join(SITE, 'index.html'))) throw new Error('Build the site first: npm run docs');
const server = createServer(sirv(SITE)).listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('The server has no port.');
const origin = `http://127.0.0.1:${address.port}`;
const browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const problems = [...(await crawl(page, origin)), ...(await search(page, origin))];
  problems.forEach((problem) => {
    console.error(problem);
  });
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await browser.close();
  server.close();
}
