export function say(line: string): void {
  console.log(line);
}

export function headline(text: string): void {
  console.log(`\n== ${text}\n`);
}
