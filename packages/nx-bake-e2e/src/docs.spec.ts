import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const REPO = resolve(__dirname, '../../..');
const PAGES = ['README.md', ...readdirSync(join(REPO, 'docs')).map((name) => `docs/${name}`)];
const read = (path: string): string => readFileSync(join(REPO, path), 'utf8');

/** The targets of a page's relative links and images. */
const relativeLinks = (page: string): string[] =>
  [...read(page).matchAll(/\]\(([^)\s]+)\)/gu)]
    .map(([, link = '']) => link)
    .filter((link) => !/^(?:https?:|#)/u.test(link));

/** GitHub's anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/gu, '-');

const anchorsIn = (path: string): string[] =>
  [...read(path).matchAll(/^#{1,6} (.+)$/gmu)].map(([, heading = '']) => anchorOf(heading));

describe('the documentation', () => {
  it('has a README of at most 150 lines', () => {
    expect(read('README.md').split('\n').length).toBeLessThanOrEqual(151); // the last line ends, too
  });

  it.each(PAGES)('links only to files and headings that exist: %s', (page) => {
    const broken = relativeLinks(page).filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = join(dirname(page), path);
      return !existsSync(join(REPO, target)) || (anchor !== undefined && !anchorsIn(target).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('has every page in the navigation of the site', () => {
    const config = read('tools/docs/.vitepress/config.mts');
    const named = [...config.matchAll(/\['[^']+', '([a-z-]+)'\]/gu)].map(
      ([, name = '']) => `docs/${name}.md`,
    );
    expect(named.sort()).toEqual(PAGES.filter((page) => page.startsWith('docs/')).sort());
  });
});
