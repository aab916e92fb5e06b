import { resolve } from 'node:path';
import { execa } from 'execa';
import type { BenchOptions, BenchResult } from '../bench.mjs';
import { median } from '../median.mjs';

const REPO = resolve(import.meta.dirname, '../../..');

/** Measures what loading the plugin's entry costs every Nx command, beside @nx/devkit, which Nx itself has loaded by then. */
export async function importCost({ rounds = 20 }: BenchOptions): Promise<BenchResult> {
  const times = { '@nx/devkit alone': [] as number[], 'then nx-bake': [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const [devkit = 0, plugin = 0] = await loadTimes();
    times['@nx/devkit alone'].push(devkit);
    times['then nx-bake'].push(plugin);
  }
  const rows = Object.entries(times).map(([what, ms]) => ({
    what,
    'median ms': Number(median(ms).toFixed(1)),
  }));
  return { rows, findings: { rounds } };
}

/** Milliseconds, in a fresh process. */
async function loadTimes(): Promise<number[]> {
  const script = `const times = ['@nx/devkit', 'nx-bake'].map((name) => {
    const begin = performance.now(); require(name); return performance.now() - begin; });
    console.log(JSON.stringify(times));`;
  const { stdout } = await execa('node', ['--eval', script], { cwd: REPO });
  return JSON.parse(stdout) as number[]; // what the script prints
}
