import type { CiFacts } from 'env-ci';

/** What env-ci knows of this run. It is an ES module, and only runs need it. */
export async function askEnvCi(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<CiFacts> {
  const { default: envCi } = await import('env-ci');
  return envCi({ env, cwd });
}
