import { readDocker, type DockerRun } from './docker';

/**
 * The digest that a registry has for a reference: of the image index where there is one. Undefined where it has none,
 * or does not say. https://docs.docker.com/reference/cli/docker/buildx/imagetools/inspect/
 */
export async function publishedDigest(
  ref: string,
  run: DockerRun,
  builder?: string,
): Promise<string | undefined> {
  const at = builder === undefined ? [] : ['--builder', builder];
  // `{{.Manifest.Digest}}` would print the whole text view
  const args = ['buildx', 'imagetools', 'inspect', ...at, '--format', '{{json .Manifest}}', ref];
  const { code, stdout } = await readDocker(args, run);
  return code === 0 ? digestIn(stdout) : undefined;
}

function digestIn(json: string): string | undefined {
  try {
    const { digest } = JSON.parse(json) as { digest?: unknown }; // buildx's descriptor
    return typeof digest === 'string' ? digest : undefined;
  } catch {
    return undefined;
  }
}
