import { must } from '../run';

/** A Dockerfile whose image knows, and tells when run, which files its build received. */
export const LISTING_DOCKERFILE = [
  'FROM busybox:stable',
  'WORKDIR /ctx',
  'COPY . .',
  'RUN find . -type f | cut -c3- | sort > /received',
  'CMD ["cat", "/received"]',
];

/** The files that the build of an image received, of those that matter: no git, no settings of the workspace. */
export async function receivedBy(image: string): Promise<string[]> {
  const listed = await must('docker', ['run', '--rm', image], { cwd: process.cwd() });
  return listed.split('\n').filter((path) => path !== '');
}
