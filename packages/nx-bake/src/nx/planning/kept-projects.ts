import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Dockerfile, Mention } from '../../dockerfile/read/dockerfile';
import { recordOf } from '../../foreign';
import type { ImageTarget } from '../targets/image-target';
import type { WorkspaceProjects } from '../targets/project-closure';

/** A folder that stays in a context, and why: the words follow "kept, as". */
export interface Kept {
  readonly path: string;
  readonly why: string;
}

export interface ContextUse {
  readonly root: string;
  readonly imageTarget: Pick<ImageTarget, 'project' | 'projectRoot'>;
  /** Relative to the workspace root. */
  readonly context: string;
  readonly read: Dockerfile;
}

/**
 * Finds what a build that copies its whole context may use beside the dependencies of its project: other projects that
 * lie in its own folder, that are copied by name, or that a later instruction or an install script of the workspace
 * spells, and the manifests that a tool reads of every member.
 */
export function keptProjects(use: ContextUse, projects: WorkspaceProjects): Kept[] {
  const { imageTarget, context } = use;
  const others = [...projects.names].filter(
    ([root]) => root !== imageTarget.projectRoot && root !== '.' && isInside(root, context),
  );
  const texts = [...mentionTexts(use.read), ...scriptTexts(use)];
  const whole = others.flatMap(([root, name]): Kept[] => {
    const why = nested(root, use) ?? copied(root, use) ?? spelled({ root, name }, texts);
    if (why === undefined) return [];
    return projects.closureOf(name).map((path) => ({ path, why: path === root ? why : `${name} needs it` }));
  });
  const manifests = memberManifests(
    use,
    others.map(([root]) => root),
  );
  return [...new Map([...manifests, ...whole].map((kept) => [kept.path, kept])).values()];
}

/** Whether a path lies in a folder, or is it. */
export const isInside = (path: string, folder: string): boolean =>
  folder === '.' || path === folder || path.startsWith(`${folder}/`);

const nested = (root: string, { imageTarget }: ContextUse): string | undefined =>
  isInside(root, imageTarget.projectRoot) ? `it lies in the folder of ${imageTarget.project}` : undefined;

/** A folder that is copied may need the rest of its project; a file stands for itself, as a manifest does. */
function copied(folder: string, { root, context, read }: ContextUse): string | undefined {
  const source = read.localSources
    .filter(({ needed, source }) => needed && source !== '.')
    .find(({ source }) => {
      const path = posix.join(context, source);
      return (
        isInside(folder, path) ||
        (isInside(path, folder) &&
          statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() === true)
      );
    });
  return source === undefined ? undefined : `line ${source.line} copies from it`;
}

interface Spelling {
  readonly text: string;
  readonly place: string;
}

const spelled = (
  { root, name }: { readonly root: string; readonly name: string },
  texts: readonly Spelling[],
): string | undefined => {
  const found = texts.find(({ text }) => spellsPath(text, root) || spellsName(text, name));
  return found === undefined ? undefined : `${found.place} names it`;
};

/** Whether a text has this path as words of their own: `apps/b` in `cat /app/apps/b/schema.txt`. */
export const spellsPath = (text: string, path: string): boolean =>
  // `/app` is a folder of the image far more often than the project `app`
  wordsBefore(text, path).some((before) => path.includes('/') || !/(?:^|[^\w.-])\/$/u.test(before));

const spellsName = (text: string, name: string): boolean =>
  wordsBefore(text, name).some((before) => !before.endsWith('/'));

/** The texts before each place at which a word stands alone. */
function wordsBefore(text: string, word: string): string[] {
  const found: string[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text.slice(0, at);
    if (!/[\w-]$/u.test(before) && !/^[\w-]/u.test(text.slice(at + word.length))) found.push(before);
  }
  return found;
}

const mentionTexts = ({ mentions }: Dockerfile): Spelling[] =>
  mentions.map(({ text, line }: Mention) => ({ text, place: `line ${line}` }));

/** The scripts that an install runs by itself. */
const LIFECYCLE = [
  'preinstall',
  'install',
  'postinstall',
  'prepublish',
  'preprepare',
  'prepare',
  'postprepare',
];

/** Scripts of the context's package.json that the build runs, with the files that they run: they may read any project. */
function scriptTexts({ root, context, read }: ContextUse): Spelling[] {
  const text = readText(join(root, context, 'package.json'));
  if (text === undefined) return [];
  const scripts = recordOf(recordOf(parsed(text))['scripts']);
  const run = Object.entries(scripts).filter(
    ([name]) => LIFECYCLE.includes(name) || read.mentions.some((mention) => spellsName(mention.text, name)),
  );
  return run.flatMap(([name, script]) => {
    if (typeof script !== 'string') return [];
    const place = `the script "${name}"`;
    const files = script.split(/[\s;&|"']+/u).filter((word) => /\.(?:[cm]?[jt]s|sh|py)$/u.test(word));
    const contents = files.flatMap((file) => readText(join(root, context, posix.join('/', file))) ?? []);
    return [script, ...contents].map((one) => ({ text: one, place }));
  });
}

interface MemberTool {
  /** The file at the root of the context that lists members, and what in it shows that it does. */
  readonly list: string;
  readonly marks: RegExp;
  /** Files of a member without which the tool refuses to run; none: the whole member. */
  readonly files: readonly string[];
  readonly has: string;
}

const TOOLS: readonly MemberTool[] = [
  { list: 'go.work', marks: /^\s*use\b/mu, files: ['go.mod', 'go.sum'], has: 'go.mod' },
  { list: 'Cargo.toml', marks: /^\s*\[workspace\]/mu, files: [], has: 'Cargo.toml' },
  ...['settings.gradle', 'settings.gradle.kts'].flatMap((list) =>
    ['build.gradle', 'build.gradle.kts'].map((file) => ({
      list,
      marks: /\binclude\b/u,
      files: [file],
      has: file,
    })),
  ),
  { list: 'pom.xml', marks: /<module>/u, files: ['pom.xml'], has: 'pom.xml' },
  {
    list: 'pyproject.toml',
    marks: /\[tool\.uv\.workspace\]|\bpath\s*=/u,
    files: ['pyproject.toml'],
    has: 'pyproject.toml',
  },
  // Yarn 2 and later: with --immutable every workspace of the lock file has to be there
  { list: '.yarnrc.yml', marks: /(?:)/u, files: ['package.json'], has: 'package.json' },
];

/** The files that a tool which lists its members by path reads of every one of them. */
function memberManifests({ root, context }: ContextUse, members: readonly string[]): Kept[] {
  return TOOLS.flatMap(({ list, marks, files, has }) => {
    const text = readText(join(root, context, list));
    if (text === undefined || !marks.test(text)) return [];
    return members
      .filter((member) => existsSync(join(root, member, has)))
      .flatMap((member) =>
        (files.length === 0 ? [member] : files.map((file) => posix.join(member, file)))
          .filter((path) => existsSync(join(root, path)))
          .map((path) => ({ path, why: `${list} lists its members` })),
      );
  });
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // npm itself complains about it
  }
}
