import type { Dockerfile, Place, Stage, Use } from './dockerfile';
import type { Finding } from './scene';

type Collected = Omit<Dockerfile, 'stages'>;

/** Sorts the findings by what they are. References to stages are with the stages, and `scratch` is nothing. */
export function collectFindings(findings: readonly Finding[], stages: readonly Stage[]): Collected {
  const collected: Growing = { images: [], localSources: [], mentions: [], unknown: [] };
  for (const finding of findings) add(finding, useAt(finding.place, stages), collected);
  return collected;
}

type Growing = { -readonly [K in keyof Collected]: Collected[K][number][] };

const useAt = (place: Place, stages: readonly Stage[]): Use => ({
  ...place,
  needed: !place.onbuild && stages[place.stage]?.needed !== false,
});

function add(finding: Finding, use: Use, to: Growing): void {
  switch (finding.kind) {
    case 'source':
      to.localSources.push({ ...use, source: finding.source, wildcard: finding.wildcard });
      break;
    case 'mention':
      to.mentions.push({ ...use, text: finding.text });
      break;
    case 'unknown':
      to.unknown.push({
        ...use,
        text: finding.text,
        why: finding.why,
        ...(finding.source === undefined ? {} : { source: finding.source }),
      });
      break;
    case 'reference':
      if (finding.reference.kind === 'image') to.images.push({ ...use, name: finding.reference.name });
      if (finding.reference.kind === 'unknown') {
        to.unknown.push({ ...use, text: finding.reference.text, why: finding.reference.why });
      }
  }
}
