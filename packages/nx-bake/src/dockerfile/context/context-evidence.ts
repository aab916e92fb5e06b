import type { LocalSource, Mention } from '../read/dockerfile';
import {
  evidenceOfMention,
  evidenceOfSource,
  type Context,
  type Evidence,
  type EvidenceKind,
} from './path-evidence';

export interface ContextQuestion {
  readonly sources: readonly LocalSource[];
  /** They count only where the sources say nothing. */
  readonly mentions?: readonly Mention[];
  /** Relative to the workspace, with `/`; `.` is the workspace itself. */
  readonly projectRoot: string;
  /** Looks up a path or glob relative to the workspace. A file that git ignores is absent, so that a build changes no answer. */
  readonly exists: (pathOrGlob: string) => 'versioned' | 'absent';
}

export type ContextRule = 'root-project' | 'own-path' | 'majority' | 'tie' | 'mentions' | 'no-evidence';

export interface ContextDecision {
  readonly context: Context;
  readonly rule: ContextRule;
  readonly because: readonly Evidence[];
}

/**
 * Which folder a Dockerfile was written for. The first rule that applies decides:
 * 1. A source spells the project's own path. From the project's folder nobody would.
 * 2. The side that more sources speak for.
 * 3. A tie: the project. A file of the project could reach a workspace build only by the project's path, which
 *    rule 1 would have seen, while the file at the root may also be one that a build puts into the project (a lockfile).
 * 4. `COPY . .` alone: what the image then does with it. `nx build api` and `/app/dist/apps/api` need the workspace.
 * 5. The project, as for `@nx/docker`.
 *
 * All stages count, not only those that the target needs: a Dockerfile is written for one context, whatever is built
 * of it. ONBUILD triggers do not: they act in another build.
 */
export function decideContext(question: ContextQuestion): ContextDecision {
  if (question.projectRoot === '.') return { context: 'project', rule: 'root-project', because: [] };
  const because = question.sources
    .filter(({ onbuild }) => !onbuild)
    .map((source) => evidenceOfSource(source, question));
  const [project, workspace] = [count(because, 'project'), count(because, 'workspace')];
  if (because.some(({ kind }) => kind === 'spells-own-path')) {
    return { context: 'workspace', rule: 'own-path', because };
  }
  if (project !== workspace) {
    return { context: project > workspace ? 'project' : 'workspace', rule: 'majority', because };
  }
  return project > 0 ? { context: 'project', rule: 'tie', because } : decideByMentions(question, because);
}

function decideByMentions(question: ContextQuestion, because: readonly Evidence[]): ContextDecision {
  const mentions = because.some(({ kind }) => kind === 'everything') ? (question.mentions ?? []) : [];
  const seen = mentions
    .filter(({ onbuild }) => !onbuild)
    .flatMap((mention) => evidenceOfMention(mention, question));
  return seen.length > 0
    ? { context: 'workspace', rule: 'mentions', because: [...because, ...seen] }
    : { context: 'project', rule: 'no-evidence', because };
}

const count = (evidence: readonly Evidence[], context: Context): number =>
  evidence.filter(({ speaksFor }) => speaksFor === context).length;

const RULES: Readonly<Record<ContextRule, string>> = {
  'root-project': 'the project is the workspace',
  'own-path': "a source spells the project's own path",
  majority: 'most of the sources that tell speak for it',
  tie: "as many sources speak for each, and then the project's own files count more",
  mentions: 'the whole context is copied, and then used as a workspace',
  'no-evidence': 'no source tells otherwise',
};

const KINDS: Readonly<Record<EvidenceKind, string>> = {
  'spells-own-path': "spells the project's own path",
  'only-in-project': "exists only in the project's folder",
  'only-at-root': 'exists only at the root of the workspace',
  'output-of-a-workspace-folder': 'is named like the output of a folder of the workspace',
  'folder-only-in-project': "lies in a folder that exists only in the project's folder",
  'folder-only-at-root': 'lies in a folder that exists only at the root of the workspace',
  'own-path-in-the-image': "spells the project's path inside the image",
  'workspace-command': 'runs a command of the workspace',
  'in-both': 'exists in both folders, and tells nothing',
  nowhere: 'is no versioned file, and tells nothing',
  everything: 'is the whole context, and tells nothing',
};

/** Lines for `--verbose`: the answer first, then the evidence of each source. */
export function explainContext({ context, rule, because }: ContextDecision): string[] {
  const folder = context === 'project' ? "the project's folder" : 'the workspace';
  return [
    `build context: ${folder}, because ${RULES[rule]}`,
    ...because.map(
      ({ line, instruction, text, kind }) => `  line ${line}: ${instruction} ${text} ${KINDS[kind]}`,
    ),
  ];
}
