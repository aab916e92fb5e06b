import { must } from '../run';

interface Index {
  readonly digest: string;
  readonly manifests?: readonly { readonly digest: string; readonly platform?: { readonly os?: string } }[];
}

/** The digests of an image's manifests in the registry, one for each platform: attestations have times in them. */
export async function imageManifests(ref: string): Promise<string[]> {
  const args = ['buildx', 'imagetools', 'inspect', ref, '--format', '{{json .Manifest}}'];
  const index = JSON.parse(await must('docker', args, { cwd: process.cwd() })) as Index; // OCI's shape
  const manifests = index.manifests ?? [{ digest: index.digest }];
  return manifests.filter(({ platform }) => platform?.os !== 'unknown').map(({ digest }) => digest);
}
