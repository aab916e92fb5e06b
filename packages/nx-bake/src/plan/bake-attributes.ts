/**
 * Values of one kind are written, checked, passed on and rendered in the same way: a string, true or false, a list of
 * strings, a list of strings that have commas inside themselves, a map of strings, and one whose values may come from the
 * environment.
 */
export interface AttributeValues {
  readonly string: string | undefined;
  readonly flag: boolean;
  readonly list: readonly string[];
  readonly entries: readonly string[];
  readonly map: Readonly<Record<string, string>>;
  readonly environmentMap: Readonly<Record<string, string>>;
}

export type AttributeKind = keyof AttributeValues;

/** An attribute whose value is an option of the same name. */
export interface OptionAttribute {
  readonly kind: AttributeKind;
  /** Whether it may be set for all projects at once, at the plugin in nx.json, or for a target only. */
  readonly for: 'workspace' | 'target';
  readonly description: string;
  readonly examples: readonly unknown[];
}

/** An attribute whose value nx-bake works out: `hcl/render-target.ts` says how it is written. */
export interface OwnAttribute {
  readonly kind: 'own';
}

export type AttributeTable = Readonly<Record<string, OptionAttribute | OwnAttribute>>;

const OWN = { kind: 'own' } as const;

/**
 * Every attribute of a bake target that nx-bake writes, in the order of https://docs.docker.com/build/bake/reference/#target
 * and of the bake file. A row with an option is all that a new attribute needs: the schema of the options, what is
 * passed on, and the bake file are made of it.
 */
export const BAKE_ATTRIBUTES = {
  args: {
    kind: 'environmentMap',
    for: 'workspace',
    description:
      'Build arguments. "${NAME}" and "${NAME:-default}" are taken from the environment of the run, and so is an argument without a value.',
    examples: [{ VERSION: '1.2' }, { COMMIT: '${GITHUB_SHA:-none}', TOKEN: null }, ['VERSION=1.2', 'COMMIT']],
  },
  annotations: {
    kind: 'list',
    for: 'workspace',
    description: 'OCI annotations: "index,manifest:key=value".',
    examples: [['index:org.opencontainers.image.vendor=Acme']],
  },
  attest: {
    kind: 'entries',
    for: 'workspace',
    description: 'Attestations: "type=provenance,mode=max", "type=sbom".',
    examples: [['type=provenance,mode=max', 'type=sbom']],
  },
  'cache-from': OWN,
  'cache-to': OWN,
  context: OWN,
  contexts: {
    kind: 'map',
    for: 'target',
    description:
      'Named contexts: a path, "docker-image://…", or "target:<bake target>" for another image of the workspace.',
    examples: [{ assets: 'libs/assets' }],
  },
  description: OWN,
  dockerfile: OWN,
  entitlements: {
    kind: 'list',
    for: 'workspace',
    description: 'Entitlements: "network.host", "security.insecure".',
    examples: [['network.host']],
  },
  'extra-hosts': {
    kind: 'map',
    for: 'workspace',
    description: 'Host names and IP addresses for RUN steps.',
    examples: [{ 'my.host': '10.0.0.1' }],
  },
  labels: {
    kind: 'map',
    for: 'workspace',
    description: 'Image labels, with "${NAME}" and "${NAME:-default}" from the environment of the run.',
    examples: [{ 'org.opencontainers.image.vendor': 'Acme' }],
  },
  network: {
    kind: 'string',
    for: 'workspace',
    description: 'Network of RUN steps: "default", "none" or "host".',
    examples: ['none'],
  },
  'no-cache-filter': {
    kind: 'list',
    for: 'workspace',
    description: 'Stages to build without cache.',
    examples: [['build']],
  },
  'no-cache': {
    kind: 'flag',
    for: 'target',
    description: 'Build every step anew, without any cache.',
    examples: [],
  },
  output: OWN,
  platforms: {
    kind: 'list',
    for: 'workspace',
    description: "Platforms to build for. Default: the builder's own.",
    examples: [['linux/amd64', 'linux/arm64']],
  },
  pull: {
    kind: 'flag',
    for: 'workspace',
    description: 'Always look for newer base images.',
    examples: [],
  },
  secret: {
    kind: 'entries',
    for: 'workspace',
    description: 'Build secrets: "id=npm,src=.npmrc" or "id=token,env=TOKEN".',
    examples: [['id=npm,src=.npmrc', 'id=token,env=TOKEN']],
  },
  'shm-size': {
    kind: 'string',
    for: 'workspace',
    description: 'Size of /dev/shm for RUN steps.',
    examples: ['128m'],
  },
  ssh: {
    kind: 'list',
    for: 'workspace',
    description: 'SSH agent sockets or keys: "default".',
    examples: [['default']],
  },
  tags: OWN,
  target: {
    kind: 'string',
    for: 'target',
    description: 'Stage to build. Default: the last one.',
    examples: ['runtime'],
  },
  ulimits: {
    kind: 'list',
    for: 'workspace',
    description: 'Ulimits for RUN steps: "nofile=1024:1024".',
    examples: [['nofile=1024:1024']],
  },
} as const satisfies AttributeTable;

type Rows = typeof BAKE_ATTRIBUTES;

export type OptionName = { [K in keyof Rows]: Rows[K] extends OptionAttribute ? K : never }[keyof Rows];
export type OwnName = Exclude<keyof Rows, OptionName>;

/** The values of the attributes that options set, complete. */
export type OptionValues = { readonly [K in OptionName]: AttributeValues[Rows[K]['kind']] };

/** Values that stand for an attribute that is not set; bake has defaults of its own. */
const UNSET: AttributeValues = {
  string: undefined,
  flag: false,
  list: [],
  entries: [],
  map: {},
  environmentMap: {},
};

/** The attributes among some options; one that nobody set has the empty value of its kind. */
export function attributeValues(
  options: Readonly<Record<string, unknown>>,
  table: AttributeTable = BAKE_ATTRIBUTES,
): OptionValues {
  const values = Object.entries(table).flatMap(([name, { kind }]) =>
    kind === 'own' ? [] : [[name, options[name] ?? UNSET[kind]] as const],
  );
  return Object.fromEntries(values) as OptionValues; // the options were checked by schemas made of the same rows
}
