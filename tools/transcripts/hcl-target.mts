import type { RecordedTarget } from './scenario.mjs';

export interface TargetOptions {
  readonly output?: RecordedTarget['output'];
  readonly ref?: string;
  /** Other attributes, as HCL. */
  readonly extra?: string;
  readonly bases?: readonly string[];
}

const OUTPUTS: Readonly<Record<RecordedTarget['output'], string>> = {
  load: 'type=docker',
  push: 'type=image,push=true',
  cacheonly: 'type=cacheonly',
};

/** A target whose context is the folder of its name, and its record. */
export function hclTarget(
  name: string,
  options: TargetOptions = {},
): { hcl: string; record: RecordedTarget } {
  const output = options.output ?? 'load';
  const ref = options.ref ?? (output === 'push' ? `REGISTRY/acme/${name}:1` : `acme/${name}:1`);
  const bases = options.bases ?? [];
  const contexts = bases.map((base) => `"acme/${base}" = "target:${base}"`).join(', ');
  const hcl = `target "${name}" {
  context = "${name}"
  tags = ["${ref}"]
  output = ["${OUTPUTS[output]}"]
  contexts = { ${contexts} }
  ${options.extra ?? ''}
}
`;
  return { hcl, record: { name, output, refs: [ref], dockerfile: `${name}/Dockerfile`, bases } };
}
