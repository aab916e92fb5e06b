import { upEngine } from '../engine/up-engine.mjs';
import { createDemoWorkspace, type DemoWorkspace } from './demo-workspace.mjs';
import { imagesIn } from './images-in.mjs';
import { headline, say } from './say.mjs';

/** The main job, step by step, on a real engine and a real registry. */
async function demo(): Promise<void> {
  headline('An engine and a registry');
  const engine = await upEngine(say);
  say(`Registry: ${engine.registry}`);
  const workspace = await createDemoWorkspace({ ...process.env, ...engine.env });
  try {
    await buildAll(workspace, engine.registry);
    for (const change of CHANGES) await bakeAffected(workspace, change);
    await runImages(workspace, engine.registry);
  } finally {
    await workspace.remove();
  }
  headline('Done');
  say('The engine is still up, so that a second run is quick. Take it down: npm run engine -- down');
}

async function buildAll(workspace: DemoWorkspace, registry: string): Promise<void> {
  headline('Four images, pushed: one docker buildx bake for the base, one for all others');
  await workspace.run('nx', ['run-many', '-t', 'docker-build', '--push']);
  headline('What is in the registry now: four images, and a build cache for each');
  (await imagesIn(registry)).forEach(say);
}

interface Change {
  readonly headline: string;
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

const CHANGES: readonly Change[] = [
  {
    headline: 'One line changed in orders: orders alone is baked, on its base from the cache',
    path: 'orders/src/main.mjs',
    from: 'tea',
    to: 'coffee',
  },
  {
    headline: 'One line changed in the library greeting: the two services that import it are baked',
    path: 'greeting/greeting.mjs',
    from: 'Hello',
    to: 'Welcome',
  },
  {
    headline:
      'One line changed in the folder templates, which the Dockerfile of mailer copies: mailer is baked',
    path: 'templates/mails/subject.txt',
    from: 'News about',
    to: 'What is new with',
  },
  {
    headline: 'One line changed in the base image runtime: it is baked, and then all that is built on it',
    path: 'runtime/log.mjs',
    from: '[info]',
    to: '[demo]',
  },
];

async function bakeAffected(
  workspace: DemoWorkspace,
  { headline: text, path, from, to }: Change,
): Promise<void> {
  headline(text);
  await workspace.change(`packages/examples/${path}`, (before) => before.replace(from, to));
  await workspace.run('nx', ['affected', '-t', 'docker-build', '--push', '--base=HEAD~1']);
}

async function runImages(workspace: DemoWorkspace, registry: string): Promise<void> {
  headline('The images run');
  for (const name of ['gateway', 'orders', 'mailer']) {
    await workspace.run('docker', ['run', '--rm', '--quiet', '--pull=always', `${registry}/${name}:latest`]);
  }
}

await demo();
