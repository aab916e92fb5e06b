import { NO_CI } from './nx/ci';
import { engine } from './engine/engine';

const isUp = (): boolean => {
  try {
    engine('status');
    return true;
  } catch {
    return false;
  }
};

/** Brings the engine up where it is not, and lets every test see it. */
export default function globalSetup(): void {
  process.env['NX_BAKE_E2E_STARTED'] = isUp() ? 'no' : 'yes';
  // tests say themselves where they are in CI: a push has other tags there
  for (const name of Object.keys(NO_CI)) Reflect.deleteProperty(process.env, name);
  engine('up');
  const { env } = JSON.parse(engine('env', '--json')) as { env: Record<string, string> }; // our own tool's shape
  Object.assign(process.env, env, { NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true' });
}
