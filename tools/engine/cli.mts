import { downEngine } from './down-engine.mjs';
import type { Engine } from './engine.mjs';
import { EngineError } from './engine-error.mjs';
import { engineStatus } from './engine-status.mjs';
import { forgetBuilds } from './forget-builds.mjs';
import { renderEnv } from './render-env.mjs';
import { renderStatus } from './render-status.mjs';
import { upEngine } from './up-engine.mjs';

const HELP = `npm run engine -- up|down|env|forget|status

  up       Uses the docker that is here, with a builder and a registry of our own in it; where that is not
           possible, brings up a private engine and registry out of Debian's or Ubuntu's packages (as root).
  env      Prints what a shell needs to use it: eval "$(npm run -s engine -- env)"
           With --json: the engine as JSON, for a program.
  forget   Empties the builder, as on a fresh machine: caches in registries stay. In a docker that was here,
           only our own builder and images.
  status   Says what is up. Ends with 0 when it is, with 3 when it is not.
  down     Removes all of it: processes, mounts, network and folder.

The folder is /tmp/nx-bake-engine-<uid>, one for all clones; NX_BAKE_ENGINE_DIR names another.`;

/** Progress goes to stderr: stdout is for answers. */
function say(line: string): void {
  console.error(line);
}

async function up(): Promise<number> {
  const begin = performance.now();
  const sayWhen = (line: string) => {
    say(`${((performance.now() - begin) / 1000).toFixed(1).padStart(5)} s  ${line}`);
  };
  const engine = await upEngine(sayWhen);
  sayWhen(engine.started ? 'Up.' : 'It was up already.');
  console.log(renderStatus(await engineStatus()));
  return 0;
}

async function down(): Promise<number> {
  say((await downEngine(say)) ? 'Down. Nothing is left of it.' : 'Nothing to do: no engine of ours is here.');
  return 0;
}

async function env(asJson: boolean): Promise<number> {
  const engine = await requireEngine();
  console.log(asJson ? JSON.stringify(engine) : renderEnv(engine.env));
  return 0;
}

async function requireEngine(): Promise<Engine> {
  const status = await engineStatus();
  if (status.up) return status.engine;
  throw new EngineError(`The engine is not up: ${status.because}.`, 'Run `npm run engine -- up`.');
}

async function forget(): Promise<number> {
  await forgetBuilds(await requireEngine());
  return 0;
}

async function status(): Promise<number> {
  const now = await engineStatus();
  console.log(renderStatus(now));
  return now.up ? 0 : 3;
}

async function main([command, ...rest]: readonly string[]): Promise<number> {
  switch (command) {
    case 'up':
      return up();
    case 'down':
      return down();
    case 'env':
      return env(rest.includes('--json'));
    case 'forget':
      return forget();
    case 'status':
      return status();
    case '--help':
    case 'help':
      console.log(HELP);
      return 0;
    case undefined:
      say(HELP);
      return 2;
    default:
      say(`There is no command ${command}.\n\n${HELP}`);
      return 2;
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof EngineError)) throw error;
  say(`${error.message}\n${error.next}`);
  process.exitCode = 1;
}
