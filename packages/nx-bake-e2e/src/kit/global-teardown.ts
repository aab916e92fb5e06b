import { engine } from './engine/engine';

/** Takes down the engine that these tests brought up, and no other. */
export default function globalTeardown(): void {
  if (process.env['NX_BAKE_E2E_STARTED'] === 'yes') engine('down');
}
