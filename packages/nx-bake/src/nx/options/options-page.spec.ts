import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BuildOptionsSchema, SharedOptionsSchema } from './build-options';
import { PluginOptionsSchema } from './plugin-options';

const page = readFileSync(resolve(__dirname, '../../../../../docs/options.md'), 'utf8');

/** The options in the tables of the page, by the line above each table. */
const tables = new Map(
  [...page.matchAll(/^(For .*):\n\n((?:\|.*\n)+)/gmu)].map(([, title = '', table = '']) => [
    title,
    table
      .split('\n')
      .slice(2)
      .flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([\w-]+)`/gu)].map(([, name]) => name))
      .sort(),
  ]),
);

const names = (schema: { entries: object }, without: { entries: object } = { entries: {} }): string[] =>
  Object.keys(schema.entries)
    .filter((name) => !Object.hasOwn(without.entries, name))
    .sort();

describe('docs/options.md', () => {
  it.each([
    ['For the plugin and for a target', names(SharedOptionsSchema)],
    ['For the plugin only', names(PluginOptionsSchema, SharedOptionsSchema)],
    ['For a target only', names(BuildOptionsSchema, SharedOptionsSchema)],
  ])('has a row for every option: %s', (title, expected) => {
    expect(tables.get(title)).toEqual(expected);
  });
});
