import type { LocalSource, Mention } from '../read/dockerfile';

export type Context = 'project' | 'workspace';

export type EvidenceKind =
  | 'spells-own-path'
  | 'only-in-project'
  | 'only-at-root'
  | 'output-of-a-workspace-folder'
  | 'folder-only-in-project'
  | 'folder-only-at-root'
  | 'own-path-in-the-image'
  | 'workspace-command'
  | 'in-both'
  | 'nowhere'
  | 'everything';

/** The evidence of one path or command for the folder that the Dockerfile was written for. */
export interface Evidence {
  readonly kind: EvidenceKind;
  readonly instruction: string;
  readonly line: number;
  readonly text: string;
  readonly speaksFor?: Context;
}

export interface Surroundings {
  /** Relative to the workspace, with `/`. */
  readonly projectRoot: string;
  /** Looks up a path or glob relative to the workspace. A file that git ignores is absent, so that a build changes no answer. */
  readonly exists: (pathOrGlob: string) => 'versioned' | 'absent';
}

/** Folders that builds write to, followed by the path that they were made from: `dist/apps/api`. */
const OUTPUT_FOLDERS: ReadonlySet<string> = new Set(['build', 'dist', 'out', 'tmp']);

const SPEAKS_FOR: Partial<Record<EvidenceKind, Context>> = {
  'spells-own-path': 'workspace',
  'only-in-project': 'project',
  'only-at-root': 'workspace',
  'output-of-a-workspace-folder': 'workspace',
  'folder-only-in-project': 'project',
  'folder-only-at-root': 'workspace',
  'own-path-in-the-image': 'workspace',
  'workspace-command': 'workspace',
};

export function evidenceOfSource({ source, instruction, line }: LocalSource, around: Surroundings): Evidence {
  return evidence(kindOfSource(source, around), { instruction, line, text: source });
}

function kindOfSource(source: string, { projectRoot, exists }: Surroundings): EvidenceKind {
  if (source === '.') return 'everything';
  const isThere = (path: string): boolean => exists(path) === 'versioned';
  const inProject = isThere(`${projectRoot}/${source}`);
  // A folder in the project may repeat the project's own path: `api/api`.
  if (!inProject && spellsFolder(source, projectRoot)) return 'spells-own-path';
  const atRoot = isThere(source);
  if (inProject || atRoot) return inProject ? (atRoot ? 'in-both' : 'only-in-project') : 'only-at-root';
  const [first = '', ...made] = source.split('/');
  const fromFolder = OUTPUT_FOLDERS.has(first) && made.length > 1 && isThere(made.join('/'));
  return fromFolder ? 'output-of-a-workspace-folder' : kindOfFolder(source, { projectRoot, exists });
}

/** Judges by the folder: of `packages/web/dist`, which only a build makes, at least `packages/web` is there. */
function kindOfFolder(source: string, { projectRoot, exists }: Surroundings): EvidenceKind {
  const parts = source.split('/').slice(0, -1);
  for (let length = parts.length; length > 0; length--) {
    const folder = parts.slice(0, length).join('/');
    const inProject = exists(`${projectRoot}/${folder}`) === 'versioned';
    const atRoot = exists(folder) === 'versioned';
    if (inProject && atRoot) return 'nowhere';
    if (inProject || atRoot) return inProject ? 'folder-only-in-project' : 'folder-only-at-root';
  }
  return 'nowhere';
}

/** `apps/api/src`, `dist/apps/api`, `any/apps/api`; a folder of one name only first, or first in an output folder. */
function spellsFolder(path: string, folder: string): boolean {
  if (folder.includes('/')) return `/${path}/`.includes(`/${folder}/`);
  const [first = '', second] = path.split('/');
  return first === folder || (OUTPUT_FOLDERS.has(first) && second === folder);
}

/** `npx nx build api`, `turbo prune web`, `pnpm --filter api deploy`: no folder but a workspace's root understands them. */
const WORKSPACE_COMMANDS = [
  /(?<=^|[\s;&|/])(?:nx|turbo|lerna)(?:@\S+)?\s+[a-z]\S*/,
  /(?<=^|[\s;&|/])(?:pnpm|npm|yarn)\s[^;&|]*?(?:--filter|--workspace|workspace)[\s=]\S+/,
];

/** The part of a command that is searched, as a pattern may look at each character once for each other. */
const LONGEST_MENTION = 8 * 1024;

/** Paths and commands in the image: they show what was copied there with `COPY . .`. */
export function evidenceOfMention(
  { text: whole, instruction, line }: Mention,
  { projectRoot }: Surroundings,
): Evidence[] {
  const text = whole.slice(0, LONGEST_MENTION);
  const words = projectRoot.includes('/') ? text.split(/[\s"'=:;&|,[\]]+/) : [];
  const path = words.find((word) => spellsFolder(word, projectRoot));
  if (path !== undefined) return [evidence('own-path-in-the-image', { instruction, line, text: path })];
  const [command] = WORKSPACE_COMMANDS.flatMap((pattern) => pattern.exec(text)?.[0] ?? []);
  if (instruction !== 'RUN' || command === undefined) return [];
  return [evidence('workspace-command', { instruction, line, text: command })];
}

function evidence(kind: EvidenceKind, place: Pick<Evidence, 'instruction' | 'line' | 'text'>): Evidence {
  const speaksFor = SPEAKS_FOR[kind];
  return { kind, ...place, ...(speaksFor && { speaksFor }) };
}
