import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { recordOf, textOf, type Foreign } from '../foreign';

/** The place of a printed target in the workspace. */
export interface PrintedPlace {
  /** The folder from which the file's paths count. */
  readonly folder: string;
  readonly projectRoot: string;
  /** Bake target of the file → the target that stands for it in this run. */
  readonly nameOf: (target: string) => string;
  /** Keeps the text of an inline Dockerfile, and returns its path in the workspace. */
  readonly keep: (name: string, text: string) => string;
}

/**
 * A target as `bake --print` has it, as options of a `docker-build` target. Caches, outputs and pruning are left out:
 * they are nx-bake's own.
 */
export function printedOptions(printed: Foreign, place: PrintedPlace): Record<string, unknown> {
  const context = rebased(textOf(printed['context']) ?? '.', place.folder);
  const inline = textOf(printed['dockerfile-inline']);
  const file =
    inline === undefined
      ? posix.join(context, textOf(printed['dockerfile']) ?? 'Dockerfile')
      : place.keep(`${hashOf(inline)}.Dockerfile`, unescaped(inline));
  const contexts = Object.entries(stringsIn(printed['contexts'])).map(
    ([name, value]) => [name, contextValue(value, place)] as const,
  );
  const tags = listIn(printed['tags']).map((tag) => (/[:/]/u.test(tag) ? tag : `${tag}:latest`));
  return defined({
    context,
    // from the project's folder, where the option is looked for first
    dockerfile: posix.relative(place.projectRoot, file),
    target: textOf(printed['target']),
    tags: tags.length > 0 ? tags : undefined,
    args: filled(unescapedMap(printed['args'])),
    labels: filled(unescapedMap(printed['labels'])),
    contexts: filled(Object.fromEntries(contexts)),
    annotations: list(listIn(printed['annotations']).map(unescaped)),
    platforms: list(listIn(printed['platforms'])),
    secret: list(entriesIn(printed['secret']).map((entry) => csv(withPath(entry, place.folder)))),
    ssh: list(entriesIn(printed['ssh']).map(sshEntry)),
    attest: list(entriesIn(printed['attest']).map(csv)),
    network: textOf(printed['network']),
    'no-cache': printed['no-cache'] === true ? true : undefined,
    'no-cache-filter': list(listIn(printed['no-cache-filter'])),
    pull: printed['pull'] === true ? true : undefined,
    'extra-hosts': filled(unescapedMap(printed['extra-hosts'])),
    'shm-size': textOf(printed['shm-size']),
    ulimits: list(listIn(printed['ulimits'])),
    entitlements: list(listIn(printed['entitlements'])),
  });
}

/** The linked targets of a printed one. */
export const linksIn = (printed: Foreign): string[] =>
  Object.values(stringsIn(printed['contexts'])).flatMap((value) =>
    value.startsWith(LINK) ? [value.slice(LINK.length)] : [],
  );

const LINK = 'target:';

/** Whether a context is a repository or an archive somewhere else, which nx-bake does not build. */
export const isRemote = (context: string): boolean =>
  (/^[a-z+]+:\/\//u.test(context) && !context.startsWith('cwd://')) || context.startsWith('git@');

function contextValue(value: string, { folder, nameOf }: PrintedPlace): string {
  if (value.startsWith(LINK)) return `${LINK}${nameOf(value.slice(LINK.length))}`;
  return /^[a-z+-]+:\/\//u.test(value) && !value.startsWith('cwd://') ? value : rebased(value, folder);
}

const rebased = (path: string, folder: string): string =>
  isRemote(path)
    ? path
    : posix.normalize(posix.join(folder, path.replace(/^cwd:\/\//u, ''))).replace(/(.)\/$/u, '$1');

/** https://github.com/docker/buildx/blob/461836ba0fcb3e847dab6045a726889faa150bdb/bake/bake.go#L879-L920 */
const unescaped = (text: string): string => text.replaceAll('$${', '${').replaceAll('%%{', '%{');

const unescapedMap = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(stringsIn(value)).map(([key, text]) => [key, unescaped(text)]));

const stringsIn = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(recordOf(value)).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])),
  );

const listIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** Bake prints entries as objects, older ones as strings. */
const entriesIn = (value: unknown): Record<string, string>[] =>
  (Array.isArray(value) ? value : []).map((one) =>
    typeof one === 'string' ? { '': one } : stringsIn(flat(recordOf(one))),
  );

const flat = (entry: Foreign): Foreign =>
  Object.fromEntries(
    Object.entries(entry).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.join(',') : String(value),
    ]),
  );

const csv = (entry: Readonly<Record<string, string>>): string =>
  entry[''] ??
  Object.entries(entry)
    .map(([key, value]) => (value.includes(',') ? `"${key}=${value}"` : `${key}=${value}`))
    .join(',');

function withPath(entry: Record<string, string>, folder: string): Record<string, string> {
  const { src } = entry;
  return src === undefined || posix.isAbsolute(src) ? entry : { ...entry, src: posix.join(folder, src) };
}

/** `default`, or `key=path`. */
const sshEntry = ({ '': text, id = 'default', paths }: Readonly<Record<string, string>>): string =>
  text ?? (paths === undefined ? id : `${id}=${paths}`);

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

const list = (items: readonly string[]): readonly string[] | undefined =>
  items.length > 0 ? items : undefined;

const filled = (map: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined =>
  Object.keys(map).length > 0 ? map : undefined;

const defined = (options: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
