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
    await changeOne(workspace);
    await changeLibrary(workspace);
    await runImages(workspace, engine.registry);
  } finally {
    await workspace.remove();
  }
  headline('Done');
  say('The engine is still up, so that a second run is quick. Take it down: npm run engine -- down');
}

async function buildAll(workspace: DemoWorkspace, registry: string): Promise<void> {
  headline('Three services, one docker buildx bake, pushed');
  await workspace.run('nx', ['run-many', '-t', 'docker-build', '--push']);
  headline('What is in the registry now: three images, and a build cache for each');
  (await imagesIn(registry)).forEach(say);
}

async function changeOne(workspace: DemoWorkspace): Promise<void> {
  headline('One line changed in orders: orders alone is baked');
  await workspace.change('packages/examples/orders/src/main.mjs', (text) => text.replace('tea', 'coffee'));
  await workspace.run('nx', ['affected', '-t', 'docker-build', '--push', '--base=HEAD~1']);
}

async function changeLibrary(workspace: DemoWorkspace): Promise<void> {
  headline('One line changed in the library greeting: the two services that use it are baked');
  await workspace.change('packages/examples/greeting/greeting.mjs', (text) =>
    text.replace('Hello', 'Welcome'),
  );
  await workspace.run('nx', ['affected', '-t', 'docker-build', '--push', '--base=HEAD~1']);
}

async function runImages(workspace: DemoWorkspace, registry: string): Promise<void> {
  headline('The images run');
  for (const name of ['gateway', 'orders', 'mailer']) {
    await workspace.run('docker', ['run', '--rm', '--quiet', '--pull=always', `${registry}/${name}:latest`]);
  }
}

await demo();
