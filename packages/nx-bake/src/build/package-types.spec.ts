import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { packageTypes } from './package-types';

const SCHEMAS = resolve(__dirname, '../../schemas');

const USER = `
import type { BuildOptions, GraphView, ImageRecord, ImagesFile, PluginOptions } from './index';
export const plugin: PluginOptions = { registry: 'ghcr.io/acme', cache: { backends: ['registry'], write: 'ci' } };
export const target: BuildOptions = { push: true, secret: ['id=npm,src=.npmrc'], args: { VERSION: '1' } };
// @ts-expect-error -- no such option
export const wrong: BuildOptions = { pushh: true };
// @ts-expect-error -- an option of targets only
export const elsewhere: PluginOptions = { push: true };
export const refs = (file: ImagesFile): (string | undefined)[] => file.images.map((image: ImageRecord) => image.ref);
export const names = (graph: GraphView): string[] => graph.images.map(({ project }) => project);
`;

/** What the compiler says of a user's file beside the declarations. */
function complaints(files: Readonly<Record<string, string>>): string[] {
  const host = ts.createCompilerHost({});
  const readFile = host.readFile.bind(host);
  const fileExists = host.fileExists.bind(host);
  host.readFile = (path) => files[path.replace(/^.*\//u, '')] ?? readFile(path);
  host.fileExists = (path) => Object.hasOwn(files, path.replace(/^.*\//u, '')) || fileExists(path);
  host.getSourceFile = (path, version) => {
    const text = host.readFile(path);
    return text === undefined ? undefined : ts.createSourceFile(path, text, version);
  };
  const options = {
    strict: true,
    noEmit: true,
    types: [],
    skipLibCheck: true,
    exactOptionalPropertyTypes: true,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    module: ts.ModuleKind.Node16,
  };
  const program = ts.createProgram(['user.ts', 'index.d.ts'], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('the types of the package', () => {
  it('are plain interfaces that a user can work with', async () => {
    const types = await packageTypes((name) => readFileSync(resolve(SCHEMAS, name), 'utf8'));
    expect(types).not.toContain('valibot');
    expect(types).not.toContain('was referenced by');
    expect(types).toContain(' * Registry of the images, with or without a path');
    expect(complaints({ 'index.d.ts': types, 'user.ts': USER })).toEqual([]);
    expect(
      complaints({ 'index.d.ts': types, 'user.ts': USER.replaceAll('// @ts-expect-error', '//') }),
    ).toHaveLength(2);
  });
});
