import { createInterface } from 'node:readline/promises';

/** Whether somebody sits at the terminal and wants to be asked; Nx keeps `--no-interactive` to itself. */
export const mayAsk = (): boolean =>
  process.stdin.isTTY &&
  process.stdout.isTTY &&
  !process.argv.some((word) => word === '--no-interactive' || word === '--interactive=false');

/** Asks a question that is answered with yes or no; an empty answer is yes. */
export async function askYesOrNo(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`${question} [Y/n] `);
    return /^(?:y(?:es)?)?$/iu.test(answer.trim());
  } finally {
    terminal.close();
  }
}
