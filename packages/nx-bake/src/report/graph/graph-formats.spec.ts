import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { hostileText } from '../../testing/hostile-text';
import { GRAPH_FORMATS } from './graph-formats';
import type { GraphEdge, GraphImage, GraphView, ImageTarget } from './graph-view';
import { narrowGraph } from './narrow-graph';
import { plainText } from './plain-text';

const schema = JSON.parse(
  readFileSync(join(__dirname, '../../../schemas/graph.schema.json'), 'utf8'),
) as object; // a schema is one
const validate = new Ajv({ allErrors: true }).compile(schema);

const named = (project: string, target = 'docker-build'): ImageTarget => ({ project, target });
const image = (project: string, target?: string): GraphImage => ({
  ...named(project, target),
  tags: [`ghcr.io/acme/${project}:latest`],
  dockerfile: `services/${project}/Dockerfile`,
});
const at = (project: string, line: number): Pick<GraphEdge, 'dockerfile' | 'line'> => ({
  dockerfile: `services/${project}/Dockerfile`,
  line,
});
const on = (source: string, target: string, line = 1): GraphEdge => ({
  source: named(source),
  target: named(target),
  kind: 'image',
  reference: `acme/${target}`,
  ...at(source, line),
});
const copy = (source: string, project: string, line = 2): GraphEdge => ({
  source: named(source),
  target: { project },
  kind: 'file',
  reference: `packages/${project}`,
  ...at(source, line),
});

const VIEW: GraphView = {
  images: [image('api'), image('runtime'), image('web'), image('loop'), image('noop')],
  edges: [
    on('api', 'runtime'),
    copy('api', 'shared'),
    copy('web', 'api'),
    on('loop', 'noop'),
    on('noop', 'loop', 3),
  ],
  circles: [[named('loop'), named('noop'), named('loop')]],
  notes: [
    {
      kind: 'unknown',
      image: named('web'),
      dockerfile: 'services/web/Dockerfile',
      line: 4,
      text: 'FROM $B',
      why: 'B has no value',
    },
    {
      kind: 'claimed',
      image: named('web'),
      ...at('web', 5),
      reference: 'acme/twice',
      claimants: [named('api'), named('runtime')],
    },
    { kind: 'short-name', image: named('web'), ...at('web', 6), reference: 'nginx', base: named('api') },
    { kind: 'unreadable', image: named('web'), problems: ['NX_BAKE_X: wrong.'] },
  ],
};

describe('the image graph', () => {
  it('reads well as text', () => {
    expect(GRAPH_FORMATS.text(VIEW)).toBe(`5 images, 5 edges

api (services/api/Dockerfile): ghcr.io/acme/api:latest
  built on     runtime  line 1: acme/runtime
  copies from  shared   line 2: packages/shared
  copied by    web

runtime (services/runtime/Dockerfile): ghcr.io/acme/runtime:latest
  used by  api

web (services/web/Dockerfile): ghcr.io/acme/web:latest
  copies from  api  line 2: packages/api

loop (services/loop/Dockerfile): ghcr.io/acme/loop:latest
  built on  noop  line 1: acme/noop
  used by   noop

noop (services/noop/Dockerfile): ghcr.io/acme/noop:latest
  built on  loop  line 3: acme/loop
  used by   loop

shared (no image)
  copied by  api

Built on each other, so that none of them can be built:
  loop -> noop -> loop

Taken for images of this workspace and not of Docker Hub (that would be docker.io/library/NAME):
  services/web/Dockerfile:6: nginx is api

Not in the graph:
  services/web/Dockerfile:4: FROM $B (B has no value)
  services/web/Dockerfile:5: acme/twice, which api and runtime build
  web: NX_BAKE_X: wrong.
`);
  });

  it('is drawn in Mermaid', () => {
    expect(GRAPH_FORMATS.mermaid(VIEW)).toBe(`flowchart LR
  n0["api"]
  n1["runtime"]
  n2["web"]
  n3["loop"]
  n4["noop"]
  n5(["shared"])
  n0 -->|"acme/runtime"| n1
  n0 -.->|"packages/shared"| n5
  n2 -.->|"packages/api"| n0
  n3 -->|"acme/noop"| n4
  n4 -->|"acme/loop"| n3
  linkStyle 3,4 stroke:red
`);
  });

  it('is drawn in DOT', () => {
    expect(GRAPH_FORMATS.dot(VIEW)).toBe(`digraph images {
  rankdir=LR
  n0 [label="api" shape=box]
  n1 [label="runtime" shape=box]
  n2 [label="web" shape=box]
  n3 [label="loop" shape=box]
  n4 [label="noop" shape=box]
  n5 [label="shared" shape=folder]
  n0 -> n1 [label="acme/runtime"]
  n0 -> n5 [label="packages/shared" style=dashed]
  n2 -> n0 [label="packages/api" style=dashed]
  n3 -> n4 [label="acme/noop" color=red]
  n4 -> n3 [label="acme/loop" color=red]
}
`);
  });

  it('obeys its schema as JSON', () => {
    const read = JSON.parse(GRAPH_FORMATS.json(VIEW)) as object; // what was just written
    expect(validate(read) ? [] : validate.errors).toEqual([]);
    expect(read).toEqual({ version: 1, ...VIEW });
  });

  it('tells several images of a project apart, and their project from them', () => {
    const images = [image('api'), image('api', 'debug'), image('web')];
    const view = { images, edges: [copy('web', 'api')], circles: [], notes: [] };
    expect(GRAPH_FORMATS.dot(view)).toContain(
      [
        'n0 [label="api:docker-build" shape=box]',
        'n1 [label="api:debug" shape=box]',
        'n2 [label="web" shape=box]',
        'n3 [label="api" shape=folder]',
      ].join('\n  '),
    );
  });

  it('shows of one project what it stands on and what stands on it', () => {
    const { images, edges, notes } = narrowGraph({ ...VIEW, circles: [] }, 'api');
    expect(images.map(({ project }) => project)).toEqual(['api', 'runtime', 'web']);
    expect(edges).toEqual([on('api', 'runtime'), copy('api', 'shared'), copy('web', 'api')]);
    expect(notes).toHaveLength(4);
    expect(narrowGraph(VIEW, 'runtime').edges).toEqual([on('api', 'runtime'), copy('web', 'api')]);
  });

  const hostileView = fc
    .tuple(hostileText, hostileText, hostileText)
    .map(([project, other, reference]): GraphView => ({
      images: [image(project)],
      edges: [{ ...copy(project, other), reference }],
      circles: [],
      notes: [],
    }));

  it('keeps any name in DOT', () => {
    fc.assert(
      fc.property(hostileView, (view) => {
        const [{ project } = { project: '' }] = view.images;
        const [edge] = view.edges;
        const names = project === edge?.target.project ? [project] : [project, edge?.target.project];
        expect(dotLabels(GRAPH_FORMATS.dot(view))).toEqual(
          [...names, edge?.reference].map((text) => plainText(text ?? '')),
        );
      }),
    );
  });

  it('keeps any name in Mermaid', () => {
    fc.assert(
      fc.property(hostileView, (view) => {
        const [{ project } = { project: '' }] = view.images;
        const [edge] = view.edges;
        const names = project === edge?.target.project ? [project] : [project, edge?.target.project];
        expect(mermaidLabels(GRAPH_FORMATS.mermaid(view))).toEqual([...names, edge?.reference]);
      }),
    );
  });

  it('has one line per fact in text', () => {
    fc.assert(
      fc.property(hostileView, (view) => {
        const [{ project } = { project: '' }] = view.images;
        const isOwn = project === view.edges[0]?.target.project;
        expect(GRAPH_FORMATS.text(view).split('\n')).toHaveLength(isOwn ? 6 : 8);
      }),
    );
  });
});

/** Read back by the rules of the language: https://graphviz.org/doc/info/lang.html */
const dotLabels = (text: string): string[] =>
  [...text.matchAll(/label="((?:\\[^]|[^"\\])*)"/gu)].map(([, label = '']) =>
    label.replace(/\\([\\"])/gu, '$1').replaceAll('&amp;', '&'),
  );

/** https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters */
const mermaidLabels = (text: string): string[] =>
  text
    .split('\n')
    .flatMap((line) => /^ {2}n\d+(?:\[| -\.->\||\(\[)"([^"]*)"(?:\]|\| n\d+|\]\))$/u.exec(line)?.[1] ?? [])
    .map((label) => label.replace(/#(\d+);/gu, (_, code) => String.fromCodePoint(Number(code))));
