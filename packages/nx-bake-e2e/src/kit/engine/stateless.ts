import { engine } from './engine';

/** Takes everything from the builder, as on a fresh machine in CI: only caches elsewhere are left. */
export function makeStateless(): void {
  engine('forget');
}
