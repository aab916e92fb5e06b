import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One place that apt takes packages from. */
export interface AptSource {
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
  readonly signedBy: string | undefined;
}

/** Everything the machine's apt is set up with, in either of its two formats. */
export function readAptSources(etc = '/etc/apt'): AptSource[] {
  const parts = join(etc, 'sources.list.d');
  const names = existsSync(parts) ? readdirSync(parts).sort() : [];
  return ['sources.list', ...names.map((name) => join('sources.list.d', name))]
    .map((name) => join(etc, name))
    .filter((file) => existsSync(file))
    .flatMap((file) => {
      if (file.endsWith('.sources')) return parseDeb822(readFileSync(file, 'utf8'));
      return file.endsWith('.list') ? parseOneLine(readFileSync(file, 'utf8')) : [];
    });
}

/** Only the distribution's own archive: its release, updates and security, with `main` in it. */
export function distributionSources(sources: readonly AptSource[], codename: string): AptSource[] {
  const suites = ['', '-updates', '-security', '/updates'].map((ending) => codename + ending);
  const rolling = ['stable', 'testing', 'unstable', 'sid'];
  const withMain = sources.filter((source) => source.components.includes('main'));
  const named = withMain.filter((source) => suites.includes(source.suite));
  return named.length > 0 ? named : withMain.filter((source) => rolling.includes(source.suite));
}

export function parseDeb822(text: string): AptSource[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const fields = deb822Fields(stanza);
    const words = (name: string) => (fields.get(name) ?? '').split(/\s+/).filter(Boolean);
    if (!words('types').includes('deb') || words('enabled')[0] === 'no') return [];
    const [key] = words('signed-by');
    const signedBy = key?.startsWith('/') ? key : undefined;
    const components = words('components');
    return words('uris').flatMap((uri) =>
      words('suites').map((suite) => ({ uri, suite, components, signedBy })),
    );
  });
}

function deb822Fields(stanza: string): Map<string, string> {
  const fields = new Map<string, string>();
  let last = '';
  for (const line of stanza.split('\n').filter((each) => !each.startsWith('#'))) {
    const [, name, value] = /^([A-Za-z-]+):\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined) last = name.toLowerCase();
    fields.set(last, `${fields.get(last) ?? ''} ${value ?? line.trim()}`);
  }
  return fields;
}

export function parseOneLine(text: string): AptSource[] {
  return text.split('\n').flatMap((line) => {
    const [, options = '', rest = ''] = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?([^#]*)/.exec(line) ?? [];
    const [uri, suite, ...components] = rest.split(/\s+/).filter(Boolean);
    if (uri === undefined || suite === undefined) return [];
    return [{ uri, suite, components, signedBy: /(?:^|\s)signed-by=(\/\S+)/.exec(options)?.[1] }];
  });
}
