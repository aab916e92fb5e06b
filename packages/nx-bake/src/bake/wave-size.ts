import type { BakeSettings } from './bake-once';

export interface WaveSettings extends Pick<BakeSettings, 'abilities' | 'maxParallel'> {
  readonly maxTargets: number;
}

/** How many targets go into one call: a buildx that cannot build fewer at a time than a call has gets fewer per call. */
export const waveSize = ({ maxTargets, maxParallel, abilities }: WaveSettings): number =>
  abilities.limit ? maxTargets : Math.min(maxTargets, maxParallel ?? maxTargets);
