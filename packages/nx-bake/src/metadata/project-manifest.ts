import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as smolToml from 'smol-toml';
import { recordOf, textOf, type Foreign } from '../foreign';

/** The facts that a project's own manifest tells. */
export interface ProjectManifest {
  readonly version: string | undefined;
  readonly description: string | undefined;
  readonly license: string | undefined;
  readonly homepage: string | undefined;
}

interface Place {
  readonly root: string;
  readonly folder: string;
}

const NOTHING: ProjectManifest = {
  version: undefined,
  description: undefined,
  license: undefined,
  homepage: undefined,
};

/** Reads the first of package.json, pyproject.toml and Cargo.toml that a folder has a version in. */
export function readManifest(root: string, projectRoot: string): ProjectManifest {
  const folder = join(root, projectRoot);
  const found = READERS.flatMap(([file, read]) => {
    const text = readText(join(folder, file));
    const manifest = text === undefined ? undefined : attempt(() => read(text, { root, folder }));
    return manifest === undefined ? [] : [manifest];
  });
  return found.find(({ version }) => version !== undefined) ?? found[0] ?? NOTHING;
}

const READERS: readonly (readonly [string, (text: string, at: Place) => ProjectManifest])[] = [
  ['package.json', (text) => manifestOf(recordOf(JSON.parse(text)))],
  ['pyproject.toml', (text) => ofPyproject(toml(text))],
  ['Cargo.toml', (text, at) => ofCargo(toml(text), at)],
];

function ofPyproject(file: Foreign): ProjectManifest {
  const project = recordOf(file['project']);
  const poetry = recordOf(recordOf(file['tool'])['poetry']);
  const urls = recordOf(project['urls']);
  return {
    ...manifestOf({ ...poetry, ...project }),
    homepage: textOf(urls['Homepage']) ?? textOf(urls['homepage']) ?? textOf(poetry['homepage']),
  };
}

/** A crate may take its version from the workspace: https://doc.rust-lang.org/cargo/reference/workspaces.html */
function ofCargo(file: Foreign, at: Place): ProjectManifest {
  const own = recordOf(file['package']);
  const shares = Object.values(own).some((value) => recordOf(value)['workspace'] === true);
  const shared = shares ? workspacePackage(at) : {};
  const entries = Object.entries(own).map(([name, value]) =>
    recordOf(value)['workspace'] === true ? [name, shared[name]] : [name, value],
  );
  return manifestOf(Object.fromEntries(entries) as Foreign);
}

function workspacePackage({ root, folder }: Place): Foreign {
  for (let at = folder; at.startsWith(root); at = join(at, '..')) {
    const text = readText(join(at, 'Cargo.toml'));
    const workspace = text === undefined ? undefined : attempt(() => toml(text)['workspace']);
    if (workspace !== undefined) return recordOf(recordOf(workspace)['package']);
  }
  return {};
}

const manifestOf = (file: Foreign): ProjectManifest => ({
  version: textOf(file['version']),
  description: oneLine(textOf(file['description'])),
  license: textOf(file['license']),
  homepage: textOf(file['homepage']),
});

const oneLine = (text: string | undefined): string | undefined => text?.trim().replace(/\s+/gu, ' ');

function toml(text: string): Foreign {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- few projects have such a manifest
  return recordOf((require('smol-toml') as typeof smolToml).parse(text));
}

function readText(path: string): string | undefined {
  return attempt(() => readFileSync(path, 'utf8'));
}

/** A manifest that cannot be read says nothing here: its own tools complain about it. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
