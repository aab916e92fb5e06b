import { declareVariables, type Declarations } from '../variables/declare-variables';
import type { Place, Reference } from './dockerfile';
import type { StageText } from '../parse/group-stages';
import type { Instruction } from '../parse/instruction';
import { readInstruction } from './read-instruction';
import { resolveBase } from './resolve-reference';
import type { Dialect, Finding, StageNames } from './scene';
import { substitute } from '../variables/substitute';
import { startFrom, UNSET, unknownBecause, type Scope } from '../variables/variable';
import { MOST_FINDINGS } from '../parse/bounds';

export interface StageReading {
  readonly text: StageText;
  readonly base: Reference;
  readonly platform?: string;
  readonly findings: readonly Finding[];
  /** The scope that a stage built on this one starts with. */
  readonly scope: Scope;
}

/** The file around a stage. */
export interface StageSurroundings {
  readonly names: StageNames;
  readonly globals: Scope;
  readonly declarations: Declarations;
}

/** Undefined where the file states too much: each stage also acts by the triggers of its base. */
export function readStages(
  texts: readonly StageText[],
  around: StageSurroundings,
): StageReading[] | undefined {
  const readings: StageReading[] = [];
  const known = new Map<string, number>();
  let stated = 0;
  for (const text of texts) {
    const reading = readStage(text, readings, { ...around, known });
    readings.push(reading);
    if ((stated += reading.findings.length) > MOST_FINDINGS) return undefined;
    if (text.name !== undefined) known.set(text.name, text.index);
  }
  return readings;
}

export const namesOf = (stages: readonly StageText[], { escape, windows }: Dialect): StageNames => ({
  count: stages.length,
  escape,
  windows,
  byName: new Map(stages.flatMap(({ name, index }) => (name === undefined ? [] : [[name, index]]))),
});

function readStage(
  text: StageText,
  earlier: readonly StageReading[],
  around: StageSurroundings & { readonly known: ReadonlyMap<string, number> },
): StageReading {
  const { globals, names, declarations } = around;
  const base = resolveBase(text.base, globals, { ...names, count: earlier.length, byName: around.known });
  const parent = base.kind === 'stage' ? earlier[base.index] : undefined;
  const from: Place = { instruction: 'FROM', line: text.line, stage: text.index, onbuild: false };
  const platform = readPlatform(text, from, around);
  const findings: Finding[] = [{ kind: 'reference', place: from, reference: base }, ...platform.findings];
  const scope = startFrom(parent?.scope ?? firstScope(base));
  for (const instruction of [...triggersOf(parent), ...text.instructions]) {
    const place = { ...from, instruction: instruction.keyword, line: instruction.line };
    findings.push(...readInstruction(instruction, { place, scope, stages: names }));
    declareVariables(scope, instruction, declarations);
  }
  return { text, base, findings, scope, ...platform.value };
}

/** An image brings its own environment along, which only the engine sees. */
const firstScope = (base: Reference): Scope => ({
  values: new Map(),
  others: base.kind === 'scratch' ? UNSET : unknownBecause('may be set by the base image'),
});

/**
 * They run first in a stage built on theirs, as if they were written there.
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/dockerfile2llb/convert.go#L1284-L1327
 */
const triggersOf = (parent: StageReading | undefined): Instruction[] =>
  parent?.text.instructions.flatMap(({ trigger }) => trigger ?? []) ?? [];

function readPlatform(
  { platform: written }: StageText,
  place: Place,
  { globals, names }: StageSurroundings,
): { value: { platform?: string }; findings: Finding[] } {
  if (written === undefined) return { value: {}, findings: [] };
  const { text, why } = substitute(written, globals, names.escape);
  if (why === undefined) return { value: { platform: text }, findings: [] };
  return { value: {}, findings: [{ kind: 'unknown', place, text: written, why }] };
}
