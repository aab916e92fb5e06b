/** Turns what is of this machine into what could be of any. Logs in base64 hold nothing of it: no scenario prints such. */
export function scrub(text: string, machine: { readonly registry: string; readonly cwd: string }): string {
  return text.replaceAll(machine.registry, 'localhost:5000').replaceAll(machine.cwd, '/workspace');
}
