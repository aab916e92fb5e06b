import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Combination, Step } from './combination.mjs';
import { createUserMachine, type Settings, type UserMachine } from './user-machine.mjs';

interface Tried extends Settings {
  /** The place of the images, `host:port/path`. */
  readonly images: string;
}

/** Goes through what a user does with the plugin, from `nx add` to taking it out, up to the first step that fails. */
export async function tryCombination(combination: Combination, settings: Tried): Promise<Step[]> {
  const env = { ...settings.env, NX_BAKE_REGISTRY: settings.images };
  const machine = await createUserMachine(combination, { ...settings, env });
  const steps: Step[] = [];
  try {
    for (const [name, step] of Object.entries(STEPS) as [Step['name'], StepOf][]) {
      const problem = await step(machine, { ...combination, images: settings.images }).then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      steps.push({ name, problem });
      if (problem !== undefined) break;
    }
    return steps;
  } finally {
    await machine.remove();
  }
}

const REMOVE: Readonly<Record<Combination['manager'], readonly string[]>> = {
  npm: ['npm', 'uninstall', 'nx-bake'],
  pnpm: ['pnpm', 'remove', 'nx-bake'],
  yarn: ['yarn', 'remove', 'nx-bake'],
  'yarn-pnp': ['yarn', 'remove', 'nx-bake'],
  'yarn-classic': ['yarn', 'remove', 'nx-bake'],
  bun: ['bun', 'remove', 'nx-bake'],
};

type StepOf = (machine: UserMachine, where: Combination & { readonly images: string }) => Promise<void>;

const STEPS = {
  install: async (machine, { manager }) => {
    await machine.run([manager.split('-')[0] ?? manager, 'install']);
    await machine.run(['git', 'init', '--quiet', '--initial-branch=main']);
  },
  add: async (machine) => {
    await machine.nx('add', 'nx-bake');
    expectText(await readFile(join(machine.root, 'nx.json'), 'utf8'), '"nx-bake"');
  },
  show: async (machine) => {
    expectText(await machine.nx('show', 'project', 'service', '--json'), 'nx-bake:docker-build');
  },
  graph: async (machine) => {
    expectText(await machine.nx('g', 'nx-bake:graph'), 'base');
    await machine.nx('graph', '--file=graph.json');
    const graph = JSON.parse(await readFile(join(machine.root, 'graph.json'), 'utf8')) as {
      graph: { dependencies: Record<string, { target: string }[]> };
    }; // Nx's shape
    expectText(JSON.stringify(graph.graph.dependencies['service']), '"target":"base"');
  },
  'dry run': async (machine) => {
    expectText(await machine.nx('run-many', '-t', 'docker-build', '--dry-run'), 'target "service"');
  },
  push: async (machine, { images }) => {
    await machine.nx('run-many', '-t', 'docker-build', '--push');
    const [host = '', ...path] = images.split('/');
    const answer = await fetch(`http://${host}/v2/${[...path, 'service'].join('/')}/tags/list`);
    expectText(await answer.text(), '"latest"');
  },
  remove: async (machine, { manager }) => {
    await machine.run(REMOVE[manager]);
    const file = join(machine.root, 'nx.json');
    const settings = JSON.parse(await readFile(file, 'utf8')) as object;
    await writeFile(file, JSON.stringify({ ...settings, plugins: [] }));
    expectText(await machine.nx('show', 'projects'), 'service');
  },
} satisfies Record<Step['name'], StepOf>;

function expectText(text: string, part: string): void {
  if (!text.includes(part))
    throw new Error(`There is no ${part} in:\n${text.split('\n').slice(-25).join('\n')}`);
}
