import { resolve } from 'node:path';
import { run } from './kit/run';

const ROOT = resolve(__dirname, '../../..');

/** A part of `npm run test:matrix`: the oldest Nx with the strictest package manager, and the newest with another. */
describe('nx add in a workspace that has only nx', () => {
  it.each([
    ['22.0', 'yarn-pnp'],
    ['24', 'pnpm'],
  ])('works from add to remove with Nx %s and %s', async (nx, manager) => {
    const args = [
      'run',
      '--silent',
      'test:matrix',
      '--',
      '--nx',
      nx,
      '--manager',
      manager,
      '--node',
      'current',
    ];
    const ran = await run('npm', args, { cwd: ROOT });
    expect([ran.code, ran.code === 0 ? '' : ran.output]).toEqual([0, '']);
    expect(ran.stdout).toMatch(/works/u);
  });
});
