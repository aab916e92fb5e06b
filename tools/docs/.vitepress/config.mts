import { defineConfig, type DefaultTheme } from 'vitepress';

const GUIDE = [
  ['Getting started', 'getting-started'],
  ['Options', 'options'],
  ['CI recipes', 'ci'],
  ['The build context', 'context'],
  ['Images built on images', 'image-graph'],
  ['Builds outside docker', 'outside-builds'],
  ['Tags and labels', 'tags'],
  ['Hand-written bake files', 'adopt'],
  ['Caches', 'caches'],
  ['Digests for deploys', 'digests'],
  ['Images that need no build', 'skip'],
  ['What a run shows', 'output'],
  ['Builder', 'builder'],
  ['The bake file for everyone', 'bake-file'],
  ['Problems and codes', 'problems'],
  ['How it works', 'how-it-works'],
  ['Limits', 'limits'],
  ['The demo', 'demo'],
] as const;

const item = ([text, page]: readonly [string, string]): DefaultTheme.SidebarItem => ({
  text,
  link: `/docs/${page}`,
});

/** The site of the documentation: the README is its first page, and each page keeps its path in the repository. */
// VitePress takes the default export: https://vitepress.dev/reference/site-config#config-resolution
export default defineConfig({
  title: 'nx-bake',
  description: 'One docker buildx bake for all affected projects of an Nx workspace, with caches that hit.',
  srcDir: '../..',
  srcExclude: ['packages/**', 'node_modules/**'],
  rewrites: { 'README.md': 'index.md' },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: [
      { text: 'Guide', items: GUIDE.map(item) },
      {
        text: 'The project',
        items: [
          { text: 'Changelog', link: '/CHANGELOG' },
          { text: 'Contributing', link: '/CONTRIBUTING' },
          { text: 'Architecture', link: '/ARCHITECTURE' },
        ],
      },
    ],
  },
});
