import { groupStages, type StageText } from '../dockerfile/parse/group-stages';
import { parseHeredoc } from '../dockerfile/parse/heredoc';
import type { Flag, Instruction } from '../dockerfile/parse/instruction';
import { splitLines } from '../dockerfile/parse/lines';
import { parseDockerfile } from '../dockerfile/parse/parse-dockerfile';
import type { Dockerfile } from '../dockerfile/read/dockerfile';
import { readDockerfile } from '../dockerfile/read/read-dockerfile';
import type { KeyField } from './key-fields';

/** An image that a build takes from a registry, and the platform that it takes of it. */
export interface TakenImage {
  /** As the Dockerfile names it. */
  readonly name: string;
  readonly platform: string;
  /** Whether a stage begins with it, so that its triggers act. */
  readonly isBase: boolean;
}

/** The parts of a Dockerfile that decide what one platform's build makes. */
export interface DockerfileInputs {
  readonly fields: readonly KeyField[];
  /** Paths and wildcards that are read from the context. */
  readonly sources: readonly string[];
  readonly images: readonly TakenImage[];
  /** Why the inputs cannot be known; undefined where they can. */
  readonly unknown: string | undefined;
  /** Whether instructions act only in images that are built on this one. */
  readonly hasTriggers: boolean;
  /** Whether the folders above what is copied are made as well. */
  readonly keepsParents: boolean;
}

export interface DockerfileQuestion {
  readonly args: Readonly<Record<string, string>>;
  readonly target: string | undefined;
  readonly platforms: { readonly build: string; readonly target: string };
}

/**
 * Reads the inputs out of a Dockerfile. Comments, the case of instructions and the names of stages do not count, nor do
 * stages that are not needed and arguments that nothing declares.
 */
export function dockerfileInputs(text: string, question: DockerfileQuestion): DockerfileInputs {
  const { args, target, platforms } = question;
  const read = readDockerfile(text, { args, platforms, ...(target === undefined ? {} : { target }) });
  const { instructions } = parseDockerfile(text);
  const { before, stages } = groupStages(instructions);
  const needed = stages.filter(({ index }) => read.stages[index]?.needed === true);
  const all = [...before, ...needed.flatMap((stage) => stage.instructions)];
  const writer = new Writer(text, instructions, { all: stages, needed });
  return {
    fields: [
      ...before.map((one): KeyField => ['global', writer.write(one)]),
      ...needed.flatMap((stage) => [...fromFields(stage, read, writer), ...writer.instructionFields(stage)]),
      ...argFields(all, args),
      // the one variable that says how the stage is called
      ['stage', /TARGETSTAGE/u.test(text) ? (target ?? stages.at(-1)?.name ?? '') : ''],
    ],
    sources: [...new Set(read.localSources.filter((one) => one.needed).map(({ source }) => source))],
    images: takenImages(read, { text, platforms }),
    unknown: unknownOf(read, needed, args),
    hasTriggers: needed.some((stage) => stage.instructions.some(({ keyword }) => keyword === 'ONBUILD')),
    keepsParents: all.some(({ flags }) => flags.some(({ name }) => name === 'parents')),
  };
}

interface Stages {
  readonly all: readonly StageText[];
  readonly needed: readonly StageText[];
}

/** Writes instructions down in a form in which equal ones are equal. */
class Writer {
  private readonly lines: readonly string[];
  private readonly nextLine: ReadonlyMap<number, number>;

  constructor(
    text: string,
    instructions: readonly Instruction[],
    private readonly stages: Stages,
  ) {
    this.lines = splitLines(text);
    const starts = instructions.map(({ line }) => line);
    this.nextLine = new Map(starts.map((line, at) => [line, starts[at + 1] ?? this.lines.length + 1]));
  }

  instructionFields(stage: StageText): KeyField[] {
    return stage.instructions.map((one): KeyField => ['instruction', this.write(one, stage.index)]);
  }

  write(instruction: Instruction, stage = 0): string {
    const { keyword, flags, rest } = instruction;
    const written = flags.map((flag) => `--${flag.name}=${this.flagValue(flag, stage)}`);
    // what follows in other lines is taken as it is written
    const lines = rest.includes('<<') ? this.rawLines(instruction) : '';
    return [keyword, ...written, rest.trim(), lines].join('\n');
  }

  /** The place of a stage among those that are needed, as its name does not count. */
  stageName(index: number): string {
    return `stage ${this.stages.needed.findIndex((stage) => stage.index === index)}`;
  }

  private flagValue({ name, value }: Flag, stage: number): string {
    if (name === 'from') return this.reference(value, stage);
    return name === 'mount'
      ? value.replace(
          /(^|,)from=([^,"]+)/giu,
          (_, comma: string, from: string) => `${comma}from=${this.reference(from, stage)}`,
        )
      : value;
  }

  private reference(text: string, stage: number): string {
    const byName = this.stages.all.findLast(
      ({ name, index }) => index < stage && name === text.toLowerCase(),
    );
    const byNumber = /^\d+$/u.test(text) ? this.stages.all[Number(text)] : undefined;
    const found = byName ?? byNumber;
    return found === undefined ? text : this.stageName(found.index);
  }

  private rawLines({ line }: Instruction): string {
    return this.lines.slice(line - 1, (this.nextLine.get(line) ?? line + 1) - 1).join('\n');
  }
}

function fromFields({ index }: StageText, { stages }: Dockerfile, writer: Writer): KeyField[] {
  const { base, platform } = stages[index] ?? {};
  const from =
    base?.kind === 'image'
      ? `image ${base.name}`
      : base?.kind === 'stage'
        ? writer.stageName(base.index)
        : (base?.kind ?? '');
  return [
    ['from', from],
    ['from platform', platform ?? ''],
  ];
}

/** Arguments that BuildKit knows without a declaration, and that change what it makes. */
const ALWAYS = /^(?:BUILDKIT_.*|SOURCE_DATE_EPOCH)$/u;

function argFields(instructions: readonly Instruction[], args: Readonly<Record<string, string>>): KeyField[] {
  const declared = new Set(
    instructions
      .filter(({ keyword }) => keyword === 'ARG')
      .flatMap(({ words }) => words.map((word) => word.split('=')[0] ?? '')),
  );
  return Object.keys(args)
    .filter((name) => declared.has(name) || ALWAYS.test(name))
    .sort()
    .map((name) => [`arg ${name}`, args[name] ?? '']);
}

function takenImages(
  read: Dockerfile,
  { text, platforms }: { text: string; platforms: DockerfileQuestion['platforms'] },
): TakenImage[] {
  const syntax = syntaxImage(text);
  return [
    ...read.images
      .filter((one) => one.needed)
      .map(({ name, instruction, stage }) => ({
        name,
        platform: (instruction === 'FROM' ? read.stages[stage]?.platform : undefined) ?? platforms.target,
        isBase: instruction === 'FROM',
      })),
    ...(syntax === undefined ? [] : [{ name: syntax, platform: platforms.build, isBase: false }]),
  ];
}

/** https://docs.docker.com/build/buildkit/frontend/#dockerfile-frontend */
function syntaxImage(text: string): string | undefined {
  const lines = splitLines(text);
  const end = lines.findIndex((line) => !/^\s*(?:#|\/\/)/u.test(line));
  const head = lines.slice(0, end === -1 ? lines.length : end).join('\n');
  return /^\s*(?:#|\/\/)\s*syntax\s*=\s*(\S+)/imu.exec(head)?.[1];
}

function unknownOf(
  read: Dockerfile,
  needed: readonly StageText[],
  args: Readonly<Record<string, string>>,
): string | undefined {
  const [open] = read.unknown.filter((one) => one.needed);
  if (open !== undefined) return `${open.instruction} ${open.text} in line ${open.line}: ${open.why}`;
  const base = needed.find(({ index }) => (read.stages[index]?.base.kind ?? 'unknown') === 'unknown');
  if (base !== undefined) return `FROM ${base.base} in line ${base.line} is not known`;
  if (args['BUILDKIT_SYNTAX'] !== undefined) return 'BUILDKIT_SYNTAX names another frontend';
  const fetched = needed.flatMap(({ instructions }) => instructions).find((one) => isFetched(one, read));
  return fetched === undefined
    ? undefined
    : `ADD in line ${fetched.line} fetches something that may change; --checksum pins it`;
}

/** An ADD has fewer sources in the context than it names where it fetches some of them. */
function isFetched(instruction: Instruction, { localSources }: Dockerfile): boolean {
  const { keyword, words, flags, line } = instruction.trigger ?? instruction;
  if (keyword !== 'ADD' || flags.some(({ name, value }) => name === 'checksum' && value !== '')) return false;
  const named = words.slice(0, -1).filter((word) => parseHeredoc(word) === undefined);
  return localSources.filter((one) => one.line === line && one.instruction === 'ADD').length < named.length;
}
