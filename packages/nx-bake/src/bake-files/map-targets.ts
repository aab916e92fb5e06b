import { posix } from 'node:path';
import type { MappableProject } from './mappable-project';
import { namesAgree, projectNamed } from './names-agree';
import type { ResolvedTarget } from './resolve-targets';

/**
 * How sure a mapping is: without a question, to be confirmed, a folder that is no project yet, a target that is only
 * inherited, an image without a project, a check.
 */
export type Verdict = 'sure' | 'ask' | 'folder' | 'base' | 'loose' | 'check';

export interface Mapping {
  readonly target: ResolvedTarget;
  readonly verdict: Verdict;
  /** The project's folder, or the folder that is to become one. */
  readonly root: string | undefined;
  readonly reason: string;
}

/** Finds the paths that a target copies from its context, in the stages that it needs; relative to the workspace root. */
export type CopiedPaths = (target: ResolvedTarget) => readonly string[];

export interface MappingQuestion {
  readonly targets: readonly ResolvedTarget[];
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly projects: readonly MappableProject[];
  readonly copiedBy: CopiedPaths;
  /** A compose file says what runs here, which may be another stage than the one that is released. */
  readonly isCompose: boolean;
}

/** Maps each target to the project that it builds, by the first evidence that there is. */
export function mapTargets(question: MappingQuestion): Mapping[] {
  const { targets } = question;
  const inheritors = new Map<string, ResolvedTarget[]>();
  for (const target of targets)
    for (const parent of target.inherits) inheritors.set(parent, [...(inheritors.get(parent) ?? []), target]);
  return targets.map((target) => {
    const base = baseReason(target, inheritors.get(target.name) ?? [], question);
    if (base !== undefined) return { target, verdict: 'base', root: undefined, reason: base };
    const found = EVIDENCE.map((evidence) => evidence(target, question)).find((one) => one !== undefined);
    const mapped = found ?? {
      verdict: 'loose' as const,
      root: undefined,
      reason: 'nothing names one project',
    };
    if (question.isCompose && mapped.verdict === 'sure' && DEVELOPMENT.test(target.target ?? ''))
      return {
        target,
        ...mapped,
        verdict: 'ask',
        reason: `${mapped.reason}, but its stage is "${target.target ?? ''}"`,
      };
    return target.call === undefined || target.call === 'build'
      ? { target, ...mapped }
      : { target, ...mapped, verdict: 'check', reason: `call = "${target.call}" is no build` };
  });
}

const DEVELOPMENT = /^(?:dev|develop|development|debug|local)$/iu;

type Finding = Omit<Mapping, 'target'>;

type Evidence = (target: ResolvedTarget, question: MappingQuestion) => Finding | undefined;

/** Why a target is only there to be inherited. */
function baseReason(
  { name, own, tags }: ResolvedTarget,
  heirs: readonly ResolvedTarget[],
  { groups }: MappingQuestion,
): string | undefined {
  const isGrouped = (target: string): boolean => [...groups.values()].some((names) => names.includes(target));
  const hasBuild = own.context !== undefined || own.dockerfile !== undefined || own.isInline;
  if (name.startsWith('_')) return 'its name begins with an underscore';
  const isEmpty = !hasBuild && own.tags === undefined && own.target === undefined;
  if (isEmpty && own.inherits.length === 0 && !isGrouped(name))
    return heirs.length > 0 ? 'it is inherited, and has nothing to build' : 'it has nothing to build';
  const builds = heirs.some((heir) => isGrouped(heir.name) && (heir.call ?? 'build') === 'build');
  return heirs.length > 0 && builds && tags === undefined && !isGrouped(name)
    ? 'it is inherited, has no tags and is in no group'
    : undefined;
}

/** The order of trust, measured on files of public repositories. */
const EVIDENCE: readonly Evidence[] = [byPlace, byOwnFolder, byArgument, byCopies, byNamedContext, byName];

/** The project that a folder lies in, the root's own left out: everything lies in that one. */
function projectAt(
  folder: string | undefined,
  projects: readonly MappableProject[],
): MappableProject | undefined {
  if (folder === undefined) return undefined;
  return projects
    .filter(({ root }) => root !== '.' && (folder === root || folder.startsWith(`${root}/`)))
    .sort((a, b) => b.root.length - a.root.length)[0];
}

const sure = ({ root }: MappableProject, reason: string): Finding => ({ verdict: 'sure', root, reason });
const ask = ({ root }: MappableProject, reason: string): Finding => ({ verdict: 'ask', root, reason });

function byPlace(
  { contextPath, dockerfilePath }: ResolvedTarget,
  { projects }: MappingQuestion,
): Finding | undefined {
  const byContext = projectAt(contextPath, projects);
  if (byContext !== undefined) return sure(byContext, `its context is ${contextPath ?? ''}`);
  const folder = dockerfilePath === undefined ? undefined : posix.dirname(dockerfilePath);
  const byFile = projectAt(folder, projects);
  return byFile === undefined ? undefined : sure(byFile, `its Dockerfile lies in ${folder ?? ''}`);
}

/** A folder that this target has for itself. A project of the target's name elsewhere makes that a question. */
function byOwnFolder(target: ResolvedTarget, question: MappingQuestion): Finding | undefined {
  const { contextPath, dockerfilePath, isInline, outputs } = target;
  if (isInline || outputs.some((output) => output.includes('cacheonly'))) return undefined;
  const folder = [contextPath, dockerfilePath === undefined ? undefined : posix.dirname(dockerfilePath)].find(
    (path) => path !== undefined && path !== '.' && !path.startsWith('..'),
  );
  if (folder === undefined) return undefined;
  const isShared = question.targets.some(
    (other) =>
      other.name !== target.name &&
      !other.inherits.includes(target.name) &&
      !target.inherits.includes(other.name) &&
      [other.contextPath, other.dockerfilePath && posix.dirname(other.dockerfilePath)].includes(folder),
  );
  if (isShared) return undefined;
  const named = projectNamed([target.name], question.projects);
  return named === undefined
    ? { verdict: 'folder', root: folder, reason: `${folder} is a folder of its own, and no project yet` }
    : ask(named, `the names agree, though ${folder} is a folder of its own`);
}

/** An argument that is a project's name or folder; a list of several says nothing. */
function byArgument({ args }: ResolvedTarget, { projects }: MappingQuestion): Finding | undefined {
  const found = Object.entries(args).flatMap(([name, value]) =>
    projects
      .filter((project) => project.root !== '.' && (value === project.name || value === project.root))
      .map((project) => ({ project, name, value })),
  );
  const roots = new Set(found.map(({ project }) => project.root));
  const [first] = found;
  return first === undefined || roots.size > 1
    ? undefined
    : sure(first.project, `its argument ${first.name} is "${first.value}"`);
}

/** Paths that are copied beyond manifests, by the stages that this target needs. */
function byCopies(target: ResolvedTarget, { projects, copiedBy }: MappingQuestion): Finding | undefined {
  const copied = copiedBy(target).filter((path) => !MANIFEST.test(path));
  if (copied.length === 0 || copied.some((path) => path === '.' || path === '')) return undefined;
  const found = new Map<string, MappableProject>();
  for (const path of copied) {
    const project = projectAt(path, projects);
    if (project !== undefined) found.set(project.root, project);
  }
  const [project, ...others] = [...found.values()];
  if (project === undefined || others.length > 0) return undefined;
  const reason = `it copies from ${project.root}, and from no other project`;
  return namesAgree(target, { ...project, root: project.name })
    ? sure(project, `${reason}; the names agree`)
    : ask(project, reason);
}

/** Files that are copied for an install, whoever the image is of. */
const MANIFEST =
  /(?:^|\/)(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-(?:lock|workspace)\.yaml|bun\.lockb?|\.npmrc|\.yarnrc\.yml|go\.(?:mod|sum|work)|pyproject\.toml|uv\.lock|poetry\.lock|requirements[\w.-]*\.txt|Cargo\.(?:toml|lock)|Gemfile(?:\.lock)?|nx\.json|tsconfig[\w.]*\.json)$/u;

function byNamedContext({ contexts }: ResolvedTarget, { projects }: MappingQuestion): Finding | undefined {
  const found = Object.values(contexts).flatMap((path) => projectAt(posix.normalize(path), projects) ?? []);
  const [project] = found;
  return project !== undefined && new Set(found.map(({ root }) => root)).size === 1
    ? ask(project, 'a named context lies in it')
    : undefined;
}

function byName(target: ResolvedTarget, { projects }: MappingQuestion): Finding | undefined {
  if (target.contextPath === undefined && target.dockerfilePath === undefined) return undefined;
  if (target.outputs.some((output) => output.includes('cacheonly'))) return undefined;
  const agreeing = projects.filter((project) => project.root !== '.' && namesAgree(target, project));
  const [project] = agreeing;
  return project !== undefined && agreeing.length === 1 ? ask(project, 'only the names agree') : undefined;
}
