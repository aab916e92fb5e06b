import { must } from './run';

/** Takes everything from the builder, as on a fresh machine in CI: only caches elsewhere are left. */
export async function makeStateless(): Promise<void> {
  const cwd = process.cwd();
  await must('docker', ['image', 'prune', '--all', '--force'], { cwd });
  await must('docker', ['buildx', 'prune', '--all', '--force'], { cwd });
}
