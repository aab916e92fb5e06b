import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leaveWords, takeWords, wordsFolder, type Words } from './words';

describe('words left for the hook', () => {
  let root: string;
  let folder: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-bake-words-'));
    folder = wordsFolder(root, {});
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const words = (line: string): Words => ({
    path: undefined,
    isTerminal: false,
    times: { [line]: [1, 2] },
    lines: [line],
  });
  const has = (line: string) => (one: Words) => one.lines.includes(line);

  it('are taken once, by the run that they are of', async () => {
    await leaveWords(folder, words('mine'));
    expect(takeWords(folder, has('other'))).toEqual([]);
    expect(takeWords(folder, has('mine'))).toEqual([
      { isTerminal: false, times: { mine: [1, 2] }, lines: ['mine'] },
    ]);
    expect(takeWords(folder, has('mine'))).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('are for the user’s eyes only', async () => {
    await leaveWords(folder, words('mine'));
    const [name = ''] = readdirSync(folder);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it('do not hide behind a broken file', async () => {
    await leaveWords(folder, words('mine'));
    writeFileSync(join(folder, '0-1.json'), '{');
    expect(takeWords(folder, () => true)).toHaveLength(1);
  });

  it('go after a day', async () => {
    await leaveWords(folder, words('old'));
    const [name = ''] = readdirSync(folder);
    const before = new Date(Date.now() - 25 * 60 * 60 * 1000);
    utimesSync(join(folder, name), before, before);
    await leaveWords(folder, words('new'));
    expect(takeWords(folder, () => true).flatMap(({ lines }) => lines)).toEqual(['new']);
  });

  it('are none where no run has left any', () => {
    expect(takeWords(folder, () => true)).toEqual([]);
  });
});
