import type { Unknown } from './dockerfile';

/** A line for `--verbose`: what was left out, where, and why. */
export function explainUnknown({ line, instruction, onbuild, text, why }: Unknown): string {
  const words = [onbuild ? 'ONBUILD' : '', instruction, text === instruction ? '' : text];
  return `line ${line}: ${words.filter((word) => word !== '').join(' ')} is left out: ${why}`;
}
