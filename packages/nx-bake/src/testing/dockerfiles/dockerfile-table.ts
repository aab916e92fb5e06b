import { ARGUMENT_CASES } from './argument-cases';
import { COPY_CASES } from './copy-cases';
import type { DockerfileCase } from './dockerfile-case';
import { FROM_CASES } from './from-cases';
import { LINE_CASES } from './line-cases';
import { RUN_CASES } from './run-cases';
import { STAGE_CASES } from './stage-cases';

/** Dockerfiles by what they are about. The unit tests hold the reader to it, the engine tests hold it to BuildKit. */
export const DOCKERFILE_TABLE: Readonly<Record<string, readonly DockerfileCase[]>> = {
  FROM: FROM_CASES,
  'ARG and ENV': ARGUMENT_CASES,
  'COPY and ADD': COPY_CASES,
  RUN: RUN_CASES,
  lines: LINE_CASES,
  stages: STAGE_CASES,
};
